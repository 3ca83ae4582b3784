package org.exeunt.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * Parses JSON with comments, otherwise strictly. Numbers keep all digits. Repeated keys are reported; the first value
 * is used.
 */
final class JsonText {
    static final int MAX_DEPTH = 64;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2 * MAX_DEPTH) // MAX_DEPTH is checked first and has the better message
                    .build())
            .build();

    private final String source;
    private final JsonParser parser;
    private final List<Problem> repeated = new ArrayList<>();

    private JsonText(String source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /**
     * A parsed text.
     *
     * @param root the value
     * @param repeated problems with repeated keys
     */
    record Parsed(JsonNode root, List<Problem> repeated) {}

    /** Parses UTF-8, with or without a byte order mark. */
    static Parsed parse(String source, byte[] utf8) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            return parse(source, text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw new ExeuntException(
                    ConfigErrors.SYNTAX,
                    source + " is not UTF-8 text. Save it as UTF-8, or check that the path names a configuration.",
                    e);
        }
    }

    /** Parses one value, which only spaces and comments may follow. */
    static Parsed parse(String source, String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new JsonText(source, parser).document();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read a text in memory", e);
        }
    }

    private Parsed document() throws IOException {
        try {
            if (parser.nextToken() == null) {
                throw new ExeuntException(
                        ConfigErrors.SYNTAX, source + " is empty; expected a JSON object: { \"name\": ... }.");
            }
            JsonNode root = value(KeyPath.ROOT);
            if (parser.nextToken() != null) {
                throw syntax("found text after the end of the configuration", parser.currentTokenLocation(), null);
            }
            return new Parsed(root, List.copyOf(repeated));
        } catch (StreamConstraintsException e) {
            throw new ExeuntException( // its own location is often unknown
                    ConfigErrors.OVERSIZED,
                    source + at(parser.currentLocation()) + ": " + IoMessages.reason(e) + ".",
                    e);
        } catch (JsonParseException e) {
            throw syntax(IoMessages.reason(e), e.getLocation(), e);
        }
    }

    private JsonNode value(KeyPath path) throws IOException {
        if (path.keys().size() > MAX_DEPTH) {
            throw new ExeuntException(
                    ConfigErrors.OVERSIZED,
                    "%s%s: nested deeper than %d levels, the limit of a configuration."
                            .formatted(source, at(parser.currentTokenLocation()), MAX_DEPTH));
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(path);
            case START_ARRAY -> array(path);
            case VALUE_STRING -> NODES.textNode(text(parser.getText()));
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(decimal());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(parser.getBooleanValue());
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new IllegalStateException("unexpected token " + token);
        };
    }

    /** Refuses text that could not be written to a file; the parser does so for keys. */
    private String text(String read) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(read)) {
            throw new ExeuntException(
                    ConfigErrors.SYNTAX,
                    "%s%s: a text contains half of a surrogate pair; expected Unicode text."
                            .formatted(source, at(parser.currentTokenLocation())));
        }
        return read;
    }

    private BigDecimal decimal() throws IOException {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException e) { // for exponents of eleven digits or more
            throw new ExeuntException(
                    ConfigErrors.OVERSIZED,
                    "%s%s: the exponent of the number %s is too large."
                            .formatted(source, at(parser.currentTokenLocation()), JsonFormat.cut(parser.getText())),
                    e);
        }
    }

    private ObjectNode object(KeyPath path) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            JsonLocation location = parser.currentTokenLocation();
            parser.nextToken();
            JsonNode value = value(path.key(key));
            JsonNode first = object.get(key);
            if (first == null) {
                object.set(key, value);
            } else if (repeated.size() < ProblemReport.MAX_PROBLEMS) {
                repeated.add(new Problem(
                        ConfigErrors.PROBLEMS,
                        path.key(key),
                        Optional.of(JsonFormat.shown(value)),
                        "repeated key (line %d); the first value is %s. Remove one"
                                .formatted(location.getLineNr(), JsonFormat.shown(first))));
            }
        }
        return object;
    }

    private ArrayNode array(KeyPath path) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(path.element(array.size())));
        }
        return array;
    }

    private ExeuntException syntax(String what, JsonLocation location, Throwable cause) {
        return new ExeuntException(
                ConfigErrors.SYNTAX, "%s%s is not JSON: %s.".formatted(source, at(location), what), cause);
    }

    private static String at(JsonLocation location) {
        return location == null ? "" : ", line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }
}
