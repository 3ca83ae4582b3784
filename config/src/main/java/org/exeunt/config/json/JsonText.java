package org.exeunt.config.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/** Parses JSON with comments, otherwise strictly. Numbers keep all digits. */
public final class JsonText {
    public static final int MAX_DEPTH = 64;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                    DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build()
            .readerFor(JsonNode.class);

    private JsonText() {}

    /** Parses UTF-8, with or without a byte order mark. */
    public static JsonNode parse(String source, byte[] utf8) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            return parse(source, text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw new ExeuntException(
                    Errors.CONFIG_02,
                    source + " is not UTF-8 text. Save it as UTF-8, or check that the path names a configuration.",
                    e);
        }
    }

    /** Parses one value, which only spaces and comments may follow. */
    public static JsonNode parse(String source, String text) {
        try {
            JsonNode root = READER.readTree(text);
            if (root.isMissingNode()) {
                throw new ExeuntException(
                        Errors.CONFIG_02, source + " is empty; expected a JSON object: { \"name\": ... }.");
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(root.toString())) { // could not be written to a file
                throw new ExeuntException(
                        Errors.CONFIG_02,
                        source + ": a text contains half of a surrogate pair; expected Unicode text.");
            }
            return root;
        } catch (StreamConstraintsException e) {
            throw new ExeuntException(
                    Errors.CONFIG_05, source + at(e.getLocation()) + ": " + IoMessages.reason(e) + ".", e);
        } catch (NumberFormatException e) { // for exponents of eleven digits or more
            throw new ExeuntException(Errors.CONFIG_05, source + ": the exponent of a number is too large.", e);
        } catch (JsonProcessingException e) {
            String what = e instanceof MismatchedInputException
                    ? "found text after the end of the configuration"
                    : e.getOriginalMessage().replaceFirst("(?s): (?:maybe |enable `).*", "");
            throw new ExeuntException(
                    Errors.CONFIG_02, "%s%s is not JSON: %s.".formatted(source, at(e.getLocation()), what), e);
        }
    }

    private static String at(JsonLocation location) {
        return location == null ? "" : ", line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }
}
