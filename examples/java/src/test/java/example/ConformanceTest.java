package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.*;
import java.util.stream.*;
import org.junit.jupiter.api.*;

class ConformanceTest {
    // The requirements that this implementation claims. It ignores all other fields, so that other cases do not apply.
    static final List<String> CLAIMED = List.of(
            "quality.value", "output_compression.type", "output_compression.range", "output_compression.png");

    record Case(String id, String requirement, String strength, String operation, JsonNode content, Expected expected) {}

    record Expected(boolean accepted, boolean rejected, List<Problem> reasons) {}

    static final JsonMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    @TestFactory
    Stream<DynamicTest> cases() throws Exception {
        var folder = System.getenv().getOrDefault("IMAGEGEN_FIXTURES", "../../build/export");
        var exported = new ArrayList<Case>();
        for (var node : JSON.readTree(Path.of(folder, "cases.json").toFile()).get("cases")) {
            exported.add(parse(node));
        }
        // No document requires what cases with the strength "may" expect, so they must not fail a test.
        var binding = exported.stream().filter(c -> c.operation.equals("validate") && !c.strength.equals("may"));
        var cases = binding.collect(Collectors.groupingBy(Case::requirement));
        CLAIMED.forEach(claimed -> assertTrue(cases.containsKey(claimed), () -> "no case of " + claimed));
        return CLAIMED.stream().flatMap(claimed -> cases.get(claimed).stream())
                .map(c -> DynamicTest.dynamicTest(c.id, () -> check(c, Problem.of(c.content))));
    }

    // Insert the texts for which names stand; `long_texts` has their parts: texts and numbers, by turns.
    static Case parse(JsonNode node) throws Exception {
        var texts = new HashMap<String, String>();
        node.path("long_texts").properties().forEach(entry -> texts.put(entry.getKey(), repeat(entry.getValue())));
        return JSON.treeToValue(texts.isEmpty() ? node : expand(node, texts), Case.class);
    }

    static String repeat(JsonNode parts) {
        return IntStream.range(0, parts.size() / 2)
                .mapToObj(i -> parts.get(2 * i).textValue().repeat(parts.get(2 * i + 1).intValue()))
                .collect(Collectors.joining());
    }

    static JsonNode expand(JsonNode node, Map<String, String> texts) {
        if (node.isTextual()) return TextNode.valueOf(texts.getOrDefault(node.textValue(), node.textValue()));
        if (node.isArray()) {
            var items = JSON.createArrayNode();
            node.forEach(item -> items.add(expand(item, texts)));
            return items;
        }
        if (!node.isObject()) return node;
        var members = JSON.createObjectNode();
        for (var entry : node.properties()) {
            members.set(texts.getOrDefault(entry.getKey(), entry.getKey()), expand(entry.getValue(), texts));
        }
        return members;
    }

    // The messages contain the id, because surefire prints only the numbers of dynamic tests.
    static void check(Case c, List<Problem> problems) {
        var permitted = problems.isEmpty() ? c.expected.accepted : c.expected.rejected;
        assertTrue(permitted, () -> c.id + ": unexpected result: " + problems);
        var reported = c.expected.reasons == null || problems.stream().anyMatch(c.expected.reasons::contains);
        assertTrue(problems.isEmpty() || reported, () -> c.id + ": unexpected reasons: " + problems);
    }
}
