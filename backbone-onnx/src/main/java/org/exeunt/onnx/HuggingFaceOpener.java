package org.exeunt.onnx;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.exeunt.datasets.text.Tokenizer;

/** Opens {@code tokenizer.json} of Hugging Face with the library that wrote it. */
public final class HuggingFaceOpener implements Tokenizer.Opener {
    /** Creates the opener. */
    public HuggingFaceOpener() {}

    @Override
    public Tokenizer open(Path file, int length) {
        try {
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optPadding(false)
                    .optTruncation(true)
                    .optMaxLength(length)
                    .build();
            return new Opened(tokenizer, vocabulary(file));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "%s is no tokenizer.json that can be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Returns the tokens by id; a list of the file is in this order, an object has ids. */
    private static List<String> vocabulary(Path file) throws IOException {
        JsonNode content = new ObjectMapper().readTree(file.toFile());
        JsonNode entries = content.at("/model/vocab");
        List<String> tokens = new ArrayList<>();
        if (entries.isArray()) {
            entries.forEach(entry -> tokens.add(entry.path(0).asText()));
        } else {
            for (Map.Entry<String, JsonNode> entry : entries.properties()) {
                put(tokens, entry.getValue().asInt(), entry.getKey());
            }
        }
        content.path("added_tokens")
                .forEach(added -> put(
                        tokens, added.path("id").asInt(), added.path("content").asText()));
        return tokens;
    }

    private static void put(List<String> tokens, int id, String token) {
        while (tokens.size() <= id) {
            tokens.add("<unused %d>".formatted(tokens.size()));
        }
        tokens.set(id, token);
    }

    private record Opened(HuggingFaceTokenizer tokenizer, List<String> vocabulary) implements Tokenizer {
        @Override
        public List<String> tokens(String text) {
            return List.of(tokenizer.encode(text).getTokens());
        }
    }
}
