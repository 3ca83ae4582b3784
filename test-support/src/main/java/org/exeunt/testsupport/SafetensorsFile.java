package org.exeunt.testsupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * An independent reader of safetensors files, written from the specification of the format.
 *
 * @param header the JSON header
 * @param values of all tensors, in file order
 */
public record SafetensorsFile(JsonNode header, ByteBuffer values) {
    private static final String CHECKSUM = "\"crc32c\":\"";

    /** Reads a file; fails if the header is not followed by values at a multiple of 8 bytes. */
    public static SafetensorsFile of(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int length = Math.toIntExact(bytes.getLong());
        if (length % Long.BYTES != 0) {
            throw new AssertionError("header of %d bytes".formatted(length));
        }
        try {
            return new SafetensorsFile(
                    new ObjectMapper().readTree(new String(file, Long.BYTES, length, StandardCharsets.UTF_8)),
                    bytes.position(Long.BYTES + length).slice().order(ByteOrder.LITTLE_ENDIAN));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a text of the metadata. */
    public String metadata(String name) {
        return header.at("/__metadata__").required(name).textValue();
    }

    /** Returns the values of a float32 tensor in row-major order. */
    public float[] tensor(String name) {
        JsonNode offsets = header.required(name).required("data_offsets");
        int from = offsets.required(0).intValue();
        float[] tensor = new float[(offsets.required(1).intValue() - from) / Float.BYTES];
        for (int i = 0; i < tensor.length; i++) {
            tensor[i] = values.getFloat(from + Float.BYTES * i);
        }
        return tensor;
    }

    /**
     * Updates the checksum of a model file after an alteration, so that tests reach the checks behind it.
     *
     * @param file changed in place, unless it has no checksum
     */
    public static byte[] withChecksum(byte[] file) {
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(CHECKSUM) + CHECKSUM.length();
        if (at < CHECKSUM.length() || at + 8 > file.length) {
            return file;
        }
        System.arraycopy("00000000".getBytes(StandardCharsets.US_ASCII), 0, file, at, 8);
        CRC32C sum = new CRC32C();
        sum.update(file);
        byte[] digits = HexFormat.of().toHexDigits((int) sum.getValue()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, file, at, 8);
        return file;
    }
}
