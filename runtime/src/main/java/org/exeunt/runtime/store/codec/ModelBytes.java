package org.exeunt.runtime.store.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;

/** Encodes and decodes the bytes of a {@link org.exeunt.runtime.store.codec.ModelFile}. */
public final class ModelBytes {
    private static final String VERSION = "3";
    private static final byte[] START = "{\"__metadata__\":{\"crc32c\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FORMER_START = "EXEUNTPM".getBytes(StandardCharsets.US_ASCII);
    /** The checksum while it is computed. */
    private static final byte[] ZEROS = "00000000".getBytes(StandardCharsets.US_ASCII);
    /** Position of the checksum. */
    private static final int CHECKSUM = Long.BYTES + START.length;

    /** Number of bytes that show whether a file is a model. */
    public static final int HEAD = CHECKSUM + ZEROS.length;

    private ModelBytes() {}

    public static byte[] encode(StoredModel model) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("crc32c", new String(ZEROS, StandardCharsets.US_ASCII));
        metadata.put("version", VERSION);
        metadata.put("run", model.run());
        metadata.put("client", model.client().toString());
        metadata.put(
                "blocks",
                Safetensors.JSON.valueToTree(roles(model.parameters().layout())).toString());
        byte[] bytes = Safetensors.of(metadata, model.parameters()).toBytes();
        byte[] checksum = checksum(bytes);
        System.arraycopy(checksum, 0, bytes, CHECKSUM, checksum.length);
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

    /** Returns the CRC-32C of a file whose checksum is replaced by zeros, as eight hexadecimal digits. */
    private static byte[] checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, CHECKSUM);
        sum.update(ZEROS);
        sum.update(bytes, HEAD, bytes.length - HEAD);
        return HexFormat.of().toHexDigits(sum.getValue(), ZEROS.length).getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns whether the first {@link #HEAD} bytes of a file are those of a model. */
    public static boolean startsLikeModel(byte[] head) {
        return head.length >= HEAD && Arrays.equals(head, Long.BYTES, CHECKSUM, START, 0, START.length);
    }

    /** Decodes the bytes of a file after verifying its checksum. */
    public static StoredModel decode(byte[] bytes) throws CorruptFileException {
        if (!startsLikeModel(bytes)) {
            throw new CorruptFileException(
                    Arrays.equals(FORMER_START, Arrays.copyOf(bytes, FORMER_START.length))
                            ? "it has the format EXEUNTPM of earlier versions; expected safetensors"
                            : "it does not start with the header of a personal model in safetensors, %s"
                                    .formatted(new String(START, StandardCharsets.US_ASCII)));
        }
        byte[] expected = checksum(bytes);
        byte[] found = Arrays.copyOfRange(bytes, CHECKSUM, HEAD);
        if (!Arrays.equals(found, expected)) {
            throw new CorruptFileException(
                    "its checksum at byte %d is '%s', expected '%s'; it was truncated or modified"
                            .formatted(
                                    CHECKSUM,
                                    new String(found, StandardCharsets.US_ASCII),
                                    new String(expected, StandardCharsets.US_ASCII)));
        }
        Safetensors content = Safetensors.parse(bytes);
        if (!VERSION.equals(content.metadata().get("version"))) {
            throw new CorruptFileException("it has format version %s; expected version %s"
                    .formatted(content.metadata().get("version"), VERSION));
        }
        try {
            ParameterLayout layout = new ParameterLayout(blocks(content));
            return new StoredModel(
                    text(content, "run"),
                    new ClientId(Integer.parseInt(text(content, "client"))),
                    ParameterSet.of(layout.all(), content.values()));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CorruptFileException("its header is invalid: " + e.getMessage());
        }
    }

    private static String text(Safetensors content, String name) {
        String text = content.metadata().get(name);
        if (text == null) {
            throw new IllegalArgumentException("'%s' is missing in its metadata".formatted(name));
        }
        return text;
    }

    private static List<Block> blocks(Safetensors content) {
        Iterator<Map.Entry<String, JsonNode>> notes =
                notes(text(content, "blocks")).properties().iterator();
        List<Block> blocks = new ArrayList<>();
        int offset = 0;
        for (Map.Entry<String, List<Integer>> tensor : content.shapes().entrySet()) {
            Map.Entry<String, JsonNode> note =
                    notes.hasNext() ? notes.next() : Map.entry("", Safetensors.JSON.nullNode());
            if (!note.getKey().equals(tensor.getKey())) {
                throw new IllegalArgumentException("tensor '%s' where 'blocks' in its metadata has '%s'"
                        .formatted(tensor.getKey(), note.getKey()));
            }
            Block block = new Block(
                    tensor.getKey(),
                    BlockRole.valueOf(note.getValue().path("role").asText().toUpperCase(Locale.ROOT)),
                    note.getValue().path("depth").asInt(),
                    tensor.getValue(),
                    offset);
            blocks.add(block);
            offset = block.end();
        }
        if (notes.hasNext()) {
            throw new IllegalArgumentException(
                    "there is no tensor '%s'".formatted(notes.next().getKey()));
        }
        return blocks;
    }

    private static JsonNode notes(String text) {
        try {
            return Safetensors.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'blocks' in its metadata is invalid JSON", e);
        }
    }
}
