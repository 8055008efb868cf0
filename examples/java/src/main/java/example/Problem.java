package example;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A problem of a payload: a JSON Pointer and the id of the violated requirement. */
public record Problem(String path, String rule) {
    private static final List<String> QUALITIES = Arrays.asList("low", "medium", "high", "auto");

    /** Returns the problems of quality and output_compression. All other fields are ignored. */
    public static List<Problem> of(JsonNode payload) {
        var problems = new ArrayList<Problem>();
        if (payload.has("quality") && !QUALITIES.contains(payload.get("quality").textValue())) {
            problems.add(new Problem("/quality", "quality.value"));
        }
        var rule = payload.has("output_compression") ? violatedRule(payload) : null;
        if (rule != null) {
            problems.add(new Problem("/output_compression", rule));
        }
        return problems;
    }

    private static String violatedRule(JsonNode payload) {
        var compression = payload.get("output_compression");
        var number = compression.decimalValue();
        if (!compression.isNumber() || number.stripTrailingZeros().scale() > 0) {
            return "output_compression.type";
        } else if (number.signum() < 0 || number.compareTo(BigDecimal.valueOf(100)) > 0) {
            return "output_compression.range";
        }
        var png = payload.path("output_format").asText("png").equals("png");
        return png && number.intValue() < 100 ? "output_compression.png" : null;
    }
}
