package org.exeunt.runtime.store.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;

/**
 * Writes and reads <a href="https://huggingface.co/docs/safetensors">safetensors</a> files: named tensors of float32
 * values, and texts by name. Equal contents have equal bytes.
 *
 * <p>Format: length of the header (uint64, little-endian); header, a JSON object padded with spaces, so that the values
 * start at a multiple of 8 bytes; the values of all tensors without gaps, in the order of the header, each row-major,
 * little-endian.
 */
public final class Safetensors {
    /** The text of the metadata that every exported model has. */
    public static final String ORIGIN = "origin";

    static final String METADATA = "__metadata__";
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String OFFSETS = "data_offsets";
    private static final int MAX_HEADER = 100_000_000;
    private static final int ALIGNMENT = Long.BYTES;

    private Safetensors() {}

    /**
     * What a file has.
     *
     * @param metadata texts by name
     * @param values of the blocks of a network
     */
    public record Content(JsonNode metadata, ParameterSet values) {
        /**
         * Checks that a list in the metadata of an exported model is that of a run, if both are known.
         *
         * @param name of the text, which is JSON
         * @param pointer of the list in it
         * @throws IOException if it is another one; the message is a clause
         */
        public void requireSame(String name, String pointer, Supplier<Optional<?>> ofRun) throws IOException {
            JsonNode list =
                    metadata.has(ORIGIN) ? parsed(metadata.path(name).asText()).at(pointer) : MissingNode.getInstance();
            JsonNode own = list.isArray()
                    ? ofRun.get().<JsonNode>map(JSON::valueToTree).orElse(list)
                    : list;
            for (int i = 0; i < Math.max(list.size(), own.size()); i++) {
                if (!Objects.equals(list.get(i), own.get(i))) {
                    throw new CorruptFileException(
                            ("its metadata are of other data: %s%s/%d is %s, in this run %s; choose another file, or"
                                            + " save its tensors without metadata to use them nevertheless")
                                    .formatted(name, pointer, i, list.get(i), own.get(i)));
                }
            }
        }

        /** Returns a text as JSON; a text of another program need not be JSON. */
        private static JsonNode parsed(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }
    }

    /**
     * Returns the bytes of a file with one tensor per block of a network, in the order of its layout.
     *
     * @param metadata texts by name, in the order in which they are written
     * @param parameters values of all blocks
     */
    public static byte[] bytes(Map<String, String> metadata, ParameterSet parameters) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(METADATA, metadata);
        for (Block block : parameters.layout().blocks()) {
            Map<String, Object> tensor = new LinkedHashMap<>();
            tensor.put("dtype", "F32");
            tensor.put("shape", block.shape());
            tensor.put(OFFSETS, List.of(4L * block.offset(), 4L * block.end()));
            header.put(block.name(), tensor);
        }
        byte[] text = json(header).getBytes(StandardCharsets.UTF_8);
        int start = Long.BYTES + (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(start + 4L * parameters.size()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(start - Long.BYTES)
                .put(text);
        while (out.position() < start) {
            out.put((byte) ' ');
        }
        out.asFloatBuffer().put(parameters.values());
        return out.array();
    }

    /**
     * Reads a file, and not more bytes of values than the network has.
     *
     * @throws IOException if it is no such file, has tensors that are no blocks of the network, or values that are not
     *     finite; the message is a clause
     */
    public static Content read(InputStream in, ParameterLayout layout) throws IOException {
        try {
            ObjectNode tensors = header(in);
            JsonNode metadata = tensors.path(METADATA);
            tensors.remove(METADATA);
            BlockSet found = layout.select(block -> tensors.has(block.name()));
            List<Map.Entry<String, JsonNode>> inOrder = tensors.properties().stream()
                    .sorted(Comparator.comparingLong(
                            tensor -> tensor.getValue().path(OFFSETS).path(0).asLong()))
                    .toList();
            float[] flat = new float[layout.size()];
            long end = 0;
            for (Map.Entry<String, JsonNode> entry : inOrder) {
                String name = entry.getKey();
                Block block = found.blocks().stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new CorruptFileException("the network has no block '%s'".formatted(name)));
                JsonNode tensor = entry.getValue();
                String given =
                        "%s %s at %s".formatted(tensor.path("dtype"), tensor.path("shape"), tensor.path(OFFSETS));
                String expected = "\"F32\" %s at [%d,%d]".formatted(json(block.shape()), end, end += 4L * block.size());
                if (!given.equals(expected)) {
                    throw new CorruptFileException(
                            "its '%s' is %.200s; expected %s, as the network has it and values follow without gaps"
                                    .formatted(name, given, expected));
                }
                floats(in, 4 * block.size()).get(flat, block.offset(), block.size());
            }
            if (in.read() >= 0) {
                throw new CorruptFileException("it has more values than its tensors");
            }
            ParameterSet values = ParameterSet.fromFlat(found, flat);
            Optional<Block> undefined = values.firstNonFinite();
            if (undefined.isPresent()) {
                throw new CorruptFileException("values of '%s' are not finite"
                        .formatted(undefined.get().name()));
            }
            return new Content(metadata, values);
        } catch (RuntimeException | JsonProcessingException | CharacterCodingException e) {
            throw new CorruptFileException("it is no complete safetensors file, which has a header of UTF-8 JSON, in"
                    + " which no name is repeated, and then all values");
        }
    }

    /** Returns a value as JSON, such as one of the metadata. */
    public static String json(Object value) {
        return JSON.valueToTree(value).toString();
    }

    /** Reads the next values. */
    static FloatBuffer floats(InputStream in, int bytes) throws IOException {
        return ByteBuffer.wrap(in.readNBytes(bytes))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
    }

    /** Reads the header; the values follow. */
    static ObjectNode header(InputStream in) throws IOException {
        long length = ByteBuffer.wrap(in.readNBytes(Long.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        ByteBuffer text = ByteBuffer.wrap(in.readNBytes((int) Math.min(length, MAX_HEADER)));
        String header = StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        if (text.limit() != length || !header.startsWith("{")) {
            throw new IllegalArgumentException("no header");
        }
        return JSON.readValue(header, ObjectNode.class);
    }
}
