import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.ObjectMappers;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The adapter for openai-java: it reads JSON into a Tool.ImageGeneration, and writes that as JSON, or sends it to the
 * upstream of the suite.
 */
public final class Adapter {
    private static final JsonMapper SDK = ObjectMappers.jsonMapper();

    // Requests and responses have their own mapper. The limits of Jackson apply to the SDK alone, and a message may
    // contain half a surrogate pair, which can only be written as an escape.
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

    /** The client, which is created by the first request to send a payload. */
    private static final class Client {
        static final OpenAIClient INSTANCE = OpenAIOkHttpClient.builder()
                .apiKey("unused")
                .baseUrl(System.getenv("IMAGEGEN_UPSTREAM") + "/v1")
                .maxRetries(0)
                .build();
    }

    /** A request. Its payload is the original JSON text, so that the SDK gets exactly what the suite sent. */
    private record Request(long seq, String op, String payload, String input) {
        static Request read(String line) throws IOException {
            long seq = -1;
            String op = null;
            String payload = null;
            String input = null;
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
                        case "input" -> input = parser.getText();
                        case "payload" -> payload = line.substring(
                                start, (int) parser.currentLocation().getCharOffset());
                        default -> {}
                    }
                }
            }
            return new Request(seq, op, payload, input);
        }
    }

    public static void main(String[] arguments) throws IOException {
        var responses = System.out;
        System.setOut(System.err); // standard output is reserved for responses
        var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = requests.readLine()) != null; ) {
            var request = Request.read(line);
            responses.write(PROTOCOL.writeValueAsBytes(respond(request)));
            responses.write('\n');
            responses.flush();
            if ("bye".equals(request.op())) {
                return;
            }
        }
    }

    private static ObjectNode respond(Request request) {
        var response = PROTOCOL.createObjectNode().put("seq", request.seq());
        try {
            return switch (request.op()) {
                case "hello" -> response.setAll(hello());
                case "bye" -> response.put("outcome", "bye");
                case "parse" -> response.setAll(parse(request.payload()));
                case "validate" -> response.setAll(validate(request.payload()));
                case "send" -> response.setAll(send(request.payload(), request.input()));
                default -> response.setAll(outcome("unsupported", "unknown operation " + request.op()));
            };
        } catch (JsonProcessingException | RuntimeException | StackOverflowError crash) {
            return response.setAll(outcome("error", crash.toString()));
        }
    }

    private static ObjectNode hello() {
        var response = PROTOCOL.createObjectNode()
                .put("protocol", 1)
                .put("name", "openai-java")
                .put("version", Tool.class.getPackage().getImplementationVersion())
                .put("language", "Java");
        response.putArray("levels").add("wire").add("schema");
        response.putArray("capabilities").add("validate").add("send");
        return response;
    }

    private static ObjectNode parse(String payload) throws JsonProcessingException {
        Tool.ImageGeneration tool;
        try {
            tool = SDK.readValue(payload, Tool.ImageGeneration.class);
        } catch (JsonProcessingException rejection) {
            return outcome("rejected", rejection.getOriginalMessage());
        }
        // The SDK writes the body of a request in bytes, too.
        var output = new String(SDK.writeValueAsBytes(tool), StandardCharsets.UTF_8);
        return PROTOCOL.createObjectNode().put("outcome", "accepted").putRawValue("output", new RawValue(output));
    }

    private static ObjectNode validate(String payload) {
        try {
            SDK.readValue(payload, Tool.ImageGeneration.class).validate();
            return PROTOCOL.createObjectNode().put("outcome", "accepted");
        } catch (JsonProcessingException rejection) {
            return outcome("rejected", rejection.getOriginalMessage());
        } catch (OpenAIInvalidDataException rejection) {
            return outcome("rejected", rejection.getMessage());
        }
    }

    private static ObjectNode send(String payload, String input) {
        Tool.ImageGeneration tool;
        try {
            tool = SDK.readValue(payload, Tool.ImageGeneration.class);
        } catch (JsonProcessingException rejection) {
            return outcome("rejected", rejection.getOriginalMessage());
        }
        Client.INSTANCE.responses().create(ResponseCreateParams.builder()
                .model("gpt-5")
                .input(input)
                .addTool(tool)
                .build());
        return PROTOCOL.createObjectNode().put("outcome", "accepted");
    }

    private static ObjectNode outcome(String outcome, String message) {
        return PROTOCOL.createObjectNode().put("outcome", outcome).put("message", message);
    }
}
