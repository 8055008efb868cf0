package example;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is wrong with a payload: the place, as a JSON Pointer, and the rule that says so. */
public record Problem(String path, String rule) {
    private static final List<String> QUALITIES = Arrays.asList("low", "medium", "high", "auto");

    /** Looks at quality and output_compression, and at nothing else. */
    public static List<Problem> of(JsonNode payload) {
        var problems = new ArrayList<Problem>();
        if (payload.has("quality") && !QUALITIES.contains(payload.get("quality").textValue())) {
            problems.add(new Problem("/quality", "quality.value"));
        }
        var rule = payload.has("output_compression") ? broken(payload) : null;
        if (rule != null) {
            problems.add(new Problem("/output_compression", rule));
        }
        return problems;
    }

    private static String broken(JsonNode payload) {
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
