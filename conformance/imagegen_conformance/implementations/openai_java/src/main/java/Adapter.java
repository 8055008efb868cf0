import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.openai.core.ObjectMappers;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.models.responses.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The image generation tool of openai-java: JSON into a Tool.ImageGeneration, and that into JSON again. */
public final class Adapter {
    private static final JsonMapper SDK = ObjectMappers.jsonMapper();

    // For requests and answers: the limits of Jackson are for the SDK to have, and a message can hold half a pair.
    private static final StreamReadConstraints UNLIMITED = StreamReadConstraints.builder()
            .maxNestingDepth(Integer.MAX_VALUE)
            .maxNameLength(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .build();
    private static final JsonMapper PROTOCOL = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(UNLIMITED).build())
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    /** The payload is JSON text, cut out of the request: what the SDK gets is what came. */
    private record Request(long seq, String op, String payload) {
        static Request read(String line) throws IOException {
            long seq = -1;
            String op = null;
            String payload = null;
            try (var parser = PROTOCOL.createParser(line)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    var name = parser.currentName();
                    parser.nextToken();
                    var start = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    parser.finishToken();
                    switch (name) {
                        case "seq" -> seq = parser.getLongValue();
                        case "op" -> op = parser.getText();
                        case "text" -> payload = parser.getText();
                        case "payload" -> payload = line.substring(
                                start, (int) parser.currentLocation().getCharOffset());
                        default -> {}
                    }
                }
            }
            return new Request(seq, op, payload);
        }
    }

    public static void main(String[] arguments) throws IOException {
        var answers = System.out;
        System.setOut(System.err); // the answers' alone
        var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = requests.readLine()) != null; ) {
            var request = Request.read(line);
            answers.write(PROTOCOL.writeValueAsBytes(answer(request)));
            answers.write('\n');
            answers.flush();
            if ("bye".equals(request.op())) {
                return;
            }
        }
    }

    private static ObjectNode answer(Request request) {
        var answer = PROTOCOL.createObjectNode().put("seq", request.seq());
        try {
            return switch (request.op()) {
                case "hello" -> answer.setAll(subject());
                case "bye" -> answer.put("outcome", "bye");
                case "parse" -> answer.setAll(parse(request.payload()));
                case "validate" -> answer.setAll(validate(request.payload()));
                default -> answer.setAll(told("unsupported", "no " + request.op()));
            };
        } catch (JsonProcessingException | RuntimeException | StackOverflowError crash) {
            return answer.setAll(told("error", crash.toString()));
        }
    }

    private static ObjectNode subject() {
        var subject = PROTOCOL.createObjectNode()
                .put("protocol", 1)
                .put("name", "openai-java")
                .put("version", Tool.class.getPackage().getImplementationVersion())
                .put("language", "Java");
        subject.putArray("levels").add("wire").add("schema");
        subject.putArray("features").add("validate");
        return subject;
    }

    private static ObjectNode parse(String payload) throws JsonProcessingException {
        Tool.ImageGeneration tool;
        try {
            tool = SDK.readValue(payload, Tool.ImageGeneration.class);
        } catch (JsonProcessingException refusal) {
            return told("rejected", refusal.getOriginalMessage());
        }
        // In bytes, as the SDK writes the body of a request.
        var output = new String(SDK.writeValueAsBytes(tool), StandardCharsets.UTF_8);
        return PROTOCOL.createObjectNode().put("outcome", "accepted").putRawValue("output", new RawValue(output));
    }

    private static ObjectNode validate(String payload) {
        try {
            SDK.readValue(payload, Tool.ImageGeneration.class).validate();
            return PROTOCOL.createObjectNode().put("outcome", "accepted");
        } catch (JsonProcessingException refusal) {
            return told("rejected", refusal.getOriginalMessage());
        } catch (OpenAIInvalidDataException refusal) {
            return told("rejected", refusal.getMessage());
        }
    }

    private static ObjectNode told(String outcome, String message) {
        return PROTOCOL.createObjectNode().put("outcome", outcome).put("message", message);
    }
}
