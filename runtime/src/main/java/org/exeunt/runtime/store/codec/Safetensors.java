package org.exeunt.runtime.store.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    static final String METADATA = "__metadata__";
    static final JsonMapper JSON = new JsonMapper();
    private static final int ALIGNMENT = Long.BYTES;

    private Safetensors() {}

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
            tensor.put("data_offsets", List.of(4L * block.offset(), 4L * block.end()));
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
     * Returns the values of the blocks of a network that a file has.
     *
     * @throws IOException if it is no such file, has tensors that are no blocks of the network, or values that are not
     *     finite; the message is a clause
     */
    public static ParameterSet read(byte[] file, ParameterLayout layout) throws IOException {
        float[] flat = new float[layout.size()];
        try {
            ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            ObjectNode tensors = (ObjectNode) header(in);
            int start = in.position();
            tensors.remove(METADATA);
            BlockSet found = layout.select(block -> tensors.has(block.name()));
            for (Block block : found.blocks()) {
                JsonNode tensor = tensors.remove(block.name());
                String type = tensor.path("dtype").asText() + tensor.path("shape");
                String expected = "F32" + json(block.shape());
                if (!type.equals(expected)) {
                    throw new CorruptFileException(
                            "its '%s' is %s, that of the network %s".formatted(block.name(), type, expected));
                }
                in.position(start + tensor.required("data_offsets").required(0).asInt())
                        .asFloatBuffer()
                        .get(flat, block.offset(), block.size());
            }
            if (!tensors.isEmpty()) {
                throw new CorruptFileException("the network has no block '%s'"
                        .formatted(tensors.fieldNames().next()));
            }
            ParameterSet values = ParameterSet.fromFlat(found, flat);
            Optional<Block> undefined = values.firstNonFinite();
            if (undefined.isPresent()) {
                throw new CorruptFileException("values of '%s' are not finite"
                        .formatted(undefined.get().name()));
            }
            return values;
        } catch (RuntimeException | JsonProcessingException e) {
            throw new CorruptFileException("it is no complete safetensors file");
        }
    }

    /** Returns a value as JSON, such as one of the metadata. */
    public static String json(Object value) {
        return JSON.valueToTree(value).toString();
    }

    /** Reads the header; the values follow at the position of the buffer. */
    static JsonNode header(ByteBuffer in) throws IOException {
        byte[] text = new byte[Math.toIntExact(Math.min(in.getLong(), in.remaining()))];
        in.get(text);
        return JSON.readTree(text);
    }
}
