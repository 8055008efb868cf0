package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.*;
import org.junit.jupiter.api.*;

class ConformanceTest {
    // The requirements that this implementation claims. It ignores all other fields, so that other cases do not apply.
    static final List<String> CLAIMED = List.of(
            "quality.value", "output_compression.type", "output_compression.range", "output_compression.png");

    record Exported(List<Case> cases) {}
    record Case(String id, String requirement, String strength, String operation, JsonNode content, Expected expected) {}

    record Expected(boolean accepted, boolean rejected, List<Problem> reasons) {}

    @TestFactory
    Stream<DynamicTest> cases() throws Exception {
        var json = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
        var folder = System.getenv().getOrDefault("IMAGEGEN_FIXTURES", "../../build/export");
        var exported = json.readValue(Path.of(folder, "cases.json").toFile(), Exported.class).cases;
        // No document requires what cases with the strength "may" expect, so they must not fail a test.
        var binding = exported.stream().filter(c -> c.operation.equals("validate") && !c.strength.equals("may"));
        var cases = binding.collect(Collectors.groupingBy(Case::requirement));
        CLAIMED.forEach(claimed -> assertTrue(cases.containsKey(claimed), () -> "no case of " + claimed));
        return CLAIMED.stream().flatMap(claimed -> cases.get(claimed).stream())
                .map(c -> DynamicTest.dynamicTest(c.id, () -> check(c, Problem.of(c.content))));
    }

    // The messages contain the id, because surefire prints only the numbers of dynamic tests.
    static void check(Case c, List<Problem> problems) {
        var permitted = problems.isEmpty() ? c.expected.accepted : c.expected.rejected;
        assertTrue(permitted, () -> c.id + ": unexpected result: " + problems);
        var reported = c.expected.reasons == null || problems.stream().anyMatch(c.expected.reasons::contains);
        assertTrue(problems.isEmpty() || reported, () -> c.id + ": unexpected reasons: " + problems);
    }
}
