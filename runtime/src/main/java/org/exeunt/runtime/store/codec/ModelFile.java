package org.exeunt.runtime.store.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.runtime.store.files.AtomicFile;

/**
 * Reads and writes the parameters of one client's network, bit for bit.
 *
 * <p>Format: {@link org.exeunt.runtime.store.codec.Safetensors} with one tensor per block in the order of the layout;
 * the metadata contain {@code crc32c}, the CRC-32C of the whole file with this checksum set to {@code 00000000}, as
 * eight hexadecimal digits; {@code version} of this description, 3; {@code run}, the title of the run; {@code client},
 * its index; {@code rule} and {@code calibration}, the SHA-256 of these files, if it has them; {@code blocks}, a JSON
 * object with the {@code role} ({@code backbone}, {@code head}, {@code backbone_statistic} or {@code head_statistic})
 * and the {@code depth} (number of the stage or exit, from 1) of each block by name.
 */
public final class ModelFile {

    private static final String VERSION = "3";
    private static final String NO_CHECKSUM = "00000000";
    private static final byte[] START = "{\"__metadata__\":{\"crc32c\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKSUM_AT = Long.BYTES + START.length;

    private ModelFile() {}

    /**
     * Writes a file atomically, replacing an existing one, and returns its content. {@link AtomicFile#syncFolder}
     * flushes its name to disk.
     *
     * @throws ExeuntException of category RESOURCE if the file cannot be written
     */
    public static byte[] write(Path file, StoredModel model) {
        byte[] content = encode(model);
        AtomicFile.writeUnsynced(file, out -> out.write(content));
        return content;
    }

    /**
     * Reads a file.
     *
     * @throws ExeuntException of category DATA if the file is missing, or its bytes are not those that {@link #write}
     *     writes for its content
     */
    public static StoredModel read(Path file) {
        byte[] bytes;
        try {
            bytes = bytes(file);
        } catch (IOException e) {
            throw new ExeuntException(
                    Errors.DATA_22, "Model file %s cannot be read: %s.".formatted(file, IoMessages.of(e)), e);
        }
        try {
            StoredModel model = decode(bytes);
            if (!Arrays.equals(encode(model), bytes)) {
                throw new CorruptFileException("its content has other bytes");
            }
            return model;
        } catch (IOException | RuntimeException e) {
            throw new ExeuntException(
                    Errors.DATA_21,
                    ("Model file %s is not usable: it was truncated or modified, or no run wrote it. Repeat the run to"
                                    + " write it again.")
                            .formatted(file),
                    e);
        }
    }

    /** Reads a file, or only its first bytes if these are not those of a model, which may be a large file. */
    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = RegularFile.open(file)) {
            byte[] head = in.readNBytes(CHECKSUM_AT);
            return Arrays.equals(Arrays.copyOfRange(head, Math.min(Long.BYTES, head.length), head.length), START)
                    ? new SequenceInputStream(new ByteArrayInputStream(head), in).readAllBytes()
                    : head;
        }
    }

    private static byte[] encode(StoredModel model) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("crc32c", NO_CHECKSUM);
        metadata.put("version", VERSION);
        metadata.put("run", model.run());
        metadata.put("client", model.client().toString());
        metadata.putAll(new TreeMap<>(model.companions()));
        metadata.put("blocks", Safetensors.json(roles(model.parameters().layout())));
        byte[] bytes = Safetensors.bytes(metadata, model.parameters());
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        byte[] digits =
                HexFormat.of().toHexDigits(sum.getValue(), NO_CHECKSUM.length()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, bytes, CHECKSUM_AT, digits.length);
        return bytes;
    }

    /** Returns the role and the depth of each block by name, in the order of the layout. */
    public static Map<String, Map<String, Object>> roles(ParameterLayout layout) {
        Map<String, Map<String, Object>> roles = new LinkedHashMap<>();
        for (Block block : layout.blocks()) {
            Map<String, Object> role = new LinkedHashMap<>();
            role.put("role", block.role().name().toLowerCase(Locale.ROOT));
            role.put("depth", block.depth());
            roles.put(block.name(), role);
        }
        return roles;
    }

    /** Returns the content of a file without verifying that it is one. */
    private static StoredModel decode(byte[] bytes) throws IOException {
        InputStream in = new ByteArrayInputStream(bytes);
        JsonNode header = Safetensors.header(in);
        JsonNode metadata = header.path(Safetensors.METADATA);
        List<Block> blocks = new ArrayList<>();
        int offset = 0;
        for (Map.Entry<String, JsonNode> block :
                Safetensors.JSON.readTree(metadata.path("blocks").asText()).properties()) {
            List<Integer> shape = new ArrayList<>();
            header.path(block.getKey()).path("shape").forEach(length -> shape.add(length.asInt()));
            BlockRole role =
                    BlockRole.valueOf(block.getValue().path("role").asText().toUpperCase(Locale.ROOT));
            blocks.add(new Block(
                    block.getKey(), role, block.getValue().path("depth").asInt(), shape, offset));
            offset = blocks.get(blocks.size() - 1).end();
        }
        float[] values = new float[in.available() / Float.BYTES];
        Safetensors.floats(in, in.available()).get(values);
        Map<String, String> companions = Stream.of(StoredModel.RULE, StoredModel.CALIBRATION)
                .filter(metadata::has)
                .collect(Collectors.toMap(
                        kind -> kind, kind -> metadata.get(kind).asText()));
        return new StoredModel(
                metadata.path("run").asText(),
                new ClientId(metadata.path("client").asInt()),
                ParameterSet.of(new ParameterLayout(blocks).all(), values),
                companions);
    }
}
