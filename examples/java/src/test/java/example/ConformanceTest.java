package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.*;
import java.util.List;
import java.util.stream.*;
import org.junit.jupiter.api.*;

class ConformanceTest {
    // What this implementation claims. Cases of other requirements would ask it about what it does not look at.
    static final List<String> CLAIMED = List.of(
            "quality.value", "output_compression.type", "output_compression.range", "output_compression.png");

    record Exported(List<Case> cases) {}

    record Case(String id, String requirement, String operation, JsonNode content, Expected expected) {}

    record Expected(boolean accepted, boolean rejected, List<Problem> reasons) {}

    @TestFactory
    Stream<DynamicTest> cases() throws Exception {
        var json = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
        var folder = System.getenv().getOrDefault("IMAGEGEN_FIXTURES", "../../build/export");
        var text = Files.readString(Path.of(folder, "cases.json")); // in bytes, Jackson refuses half a pair in a key
        var asked = json.readValue(text, Exported.class).cases.stream().filter(one -> one.operation.equals("validate"));
        var cases = asked.collect(Collectors.groupingBy(Case::requirement));
        CLAIMED.forEach(claimed -> assertTrue(cases.containsKey(claimed), () -> "there is no case of " + claimed));
        var mine = CLAIMED.stream().flatMap(claimed -> cases.get(claimed).stream());
        return mine.map(one -> DynamicTest.dynamicTest(one.id, () -> check(one, Problem.of(one.content))));
    }

    // On the console, surefire tells the numbers of dynamic tests and not their names.
    static void check(Case one, List<Problem> problems) {
        var verdict = problems.isEmpty() ? one.expected.accepted : one.expected.rejected;
        assertTrue(verdict, () -> one.id + ": found " + problems);
        var named = one.expected.reasons == null || problems.stream().anyMatch(one.expected.reasons::contains);
        assertTrue(problems.isEmpty() || named, () -> one.id + ": rejected for another reason: " + problems);
    }
}
