package org.exeunt.runtime.store.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.params.ParameterSet;

/**
 * The content of a <a href="https://huggingface.co/docs/safetensors">safetensors</a> file: named tensors of float32
 * values, and texts by name. Equal contents have equal bytes.
 *
 * <p>Format: length of the header (uint64, little-endian); header, a JSON object padded with spaces, so that the values
 * start at a multiple of 8 bytes; the values of all tensors without gaps, in the order of the header, each row-major,
 * little-endian.
 */
public final class Safetensors {
    /** The largest header that is read, in bytes; those of networks have a few hundred bytes per block. */
    static final int MAX_HEADER = 16 << 20;

    private static final String METADATA = "__metadata__";
    private static final String TYPE = "F32";
    private static final int ALIGNMENT = Long.BYTES;

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final Map<String, String> metadata;
    private final Map<String, List<Integer>> shapes;
    private final float[] values;

    private Safetensors(Map<String, String> metadata, Map<String, List<Integer>> shapes, float[] values) {
        this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        this.shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
        this.values = values;
    }

    /**
     * Returns the content of a file with one tensor per block of a network, in the order of its layout.
     *
     * @param metadata texts by name, in the order in which they are written
     * @param parameters values of all blocks
     */
    public static Safetensors of(Map<String, String> metadata, ParameterSet parameters) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        parameters.layout().blocks().forEach(block -> shapes.put(block.name(), block.shape()));
        return new Safetensors(metadata, shapes, parameters.values());
    }

    /** Returns the texts by name, in the order of the file. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Returns the shape of each tensor by name, in the order of their values. */
    public Map<String, List<Integer>> shapes() {
        return shapes;
    }

    /** Returns the values of all tensors one after another; not a copy. */
    public float[] values() {
        return values;
    }

    /** Returns the bytes of the file. */
    public byte[] toBytes() {
        byte[] header = header();
        int padded = (header.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (padded > MAX_HEADER) {
            throw new IllegalArgumentException(
                    "the names and shapes of %d tensors need a header of %d bytes; at most %d"
                            .formatted(shapes.size(), padded, MAX_HEADER));
        }
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(Long.BYTES + padded + 4L * values.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(padded).put(header);
        Arrays.fill(out.array(), out.position(), Long.BYTES + padded, (byte) ' ');
        out.position(Long.BYTES + padded);
        out.asFloatBuffer().put(values);
        return out.array();
    }

    private byte[] header() {
        Map<String, Object> header = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            header.put(METADATA, metadata);
        }
        long[] end = {0};
        shapes.forEach((name, shape) -> {
            long begin = end[0];
            end[0] += 4L * shape.stream().reduce(1, Math::multiplyExact);
            Map<String, Object> tensor = new LinkedHashMap<>();
            tensor.put("dtype", TYPE);
            tensor.put("shape", shape);
            tensor.put("data_offsets", List.of(begin, end[0]));
            header.put(name, tensor);
        });
        if (end[0] != 4L * values.length) {
            throw new IllegalArgumentException("%d values for tensors of %d bytes".formatted(values.length, end[0]));
        }
        try {
            return JSON.writeValueAsBytes(header);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("header " + header, e);
        }
    }

    /**
     * Reads the bytes of a file. Tensors that overlap, leave gaps, are listed in another order than their values or are
     * not of float32 values are refused.
     *
     * @throws CorruptFileException if the bytes have another format; the message states the position
     */
    public static Safetensors parse(byte[] bytes) throws CorruptFileException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < Long.BYTES) {
            throw new CorruptFileException("it has %d bytes; expected at least 8".formatted(bytes.length));
        }
        long length = in.getLong();
        if (length < 2 || length > Math.min(MAX_HEADER, in.remaining())) {
            throw new CorruptFileException("the length of its header at byte 0 is %s; expected 2 to %d"
                    .formatted(Long.toUnsignedString(length), Math.min(MAX_HEADER, in.remaining())));
        }
        JsonNode header = header(in.slice(Long.BYTES, (int) length));
        in.position(Long.BYTES + (int) length);
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        long end = 0;
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (field.getKey().equals(METADATA)) {
                readMetadata(field.getValue(), metadata);
                continue;
            }
            List<Integer> shape = shape(field.getKey(), field.getValue());
            end = requireNext(field.getKey(), field.getValue(), end, shape, in.remaining());
            shapes.put(field.getKey(), shape);
        }
        if (end != in.remaining()) {
            throw new CorruptFileException("its tensors have %d bytes of values from byte %d on; the file has %d"
                    .formatted(end, in.position(), in.remaining()));
        }
        float[] values = new float[in.remaining() / Float.BYTES];
        in.asFloatBuffer().get(values);
        return new Safetensors(metadata, shapes, values);
    }

    private static JsonNode header(ByteBuffer bytes) throws CorruptFileException {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            if (text.charAt(0) != '{') {
                throw new CorruptFileException("its header at byte 8 does not start with '{'");
            }
            return JSON.readTree(text);
        } catch (CharacterCodingException e) {
            throw new CorruptFileException("its header at byte 8 is not UTF-8");
        } catch (JsonProcessingException e) {
            throw new CorruptFileException("its header at byte 8 is invalid JSON at character %d: %s"
                    .formatted(
                            e.getLocation() == null ? 0 : e.getLocation().getCharOffset(),
                            e.getOriginalMessage().lines().findFirst().orElse("")));
        }
    }

    private static void readMetadata(JsonNode entries, Map<String, String> metadata) throws CorruptFileException {
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            if (!entry.getValue().isTextual()) {
                throw new CorruptFileException(
                        "'%s' of %s in its header is not a text".formatted(entry.getKey(), METADATA));
            }
            metadata.put(entry.getKey(), entry.getValue().textValue());
        }
    }

    private static List<Integer> shape(String name, JsonNode tensor) throws CorruptFileException {
        if (!tensor.path("dtype").asText().equals(TYPE)) {
            throw new CorruptFileException(
                    "tensor '%s' has dtype %s; expected \"%s\"".formatted(name, tensor.path("dtype"), TYPE));
        }
        if (!tensor.path("shape").isArray()) {
            throw new CorruptFileException(
                    "tensor '%s' has shape %s; expected a list of lengths".formatted(name, tensor.path("shape")));
        }
        List<Integer> shape = new ArrayList<>();
        for (JsonNode length : tensor.path("shape")) {
            if (!length.isInt() || length.intValue() < 1) {
                throw new CorruptFileException("tensor '%s' has an axis of length %s; expected 1 to %d"
                        .formatted(name, length, Integer.MAX_VALUE));
            }
            shape.add(length.intValue());
        }
        return shape;
    }

    /** Checks that a tensor starts at the end of the one before, and returns its end. */
    private static long requireNext(String name, JsonNode tensor, long begin, List<Integer> shape, int available)
            throws CorruptFileException {
        JsonNode offsets = tensor.path("data_offsets");
        long size = Float.BYTES;
        for (int length : shape) {
            size = size > available ? size : size * length; // cannot overflow: both factors are below 2^31
        }
        if (offsets.size() != 2
                || !offsets.path(0).isIntegralNumber()
                || !offsets.path(1).isIntegralNumber()
                || !offsets.path(0).canConvertToLong()
                || !offsets.path(1).canConvertToLong()
                || offsets.path(0).longValue() != begin
                || offsets.path(1).longValue() != begin + size) {
            throw new CorruptFileException("tensor '%s' of shape %s has data_offsets %s; expected [%d,%d]"
                    .formatted(name, shape, offsets, begin, begin + size));
        }
        if (begin + size > available) {
            throw new CorruptFileException("tensor '%s' ends at byte %d of the values; the file has %d"
                    .formatted(name, begin + size, available));
        }
        return begin + size;
    }
}
