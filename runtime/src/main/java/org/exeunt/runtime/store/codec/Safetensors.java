package org.exeunt.runtime.store.codec;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;

/**
 * Writes <a href="https://huggingface.co/docs/safetensors">safetensors</a> files: named tensors of float32 values, and
 * texts by name. Equal contents have equal bytes.
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
        byte[] text = JSON.valueToTree(header).toString().getBytes(StandardCharsets.UTF_8);
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
}
