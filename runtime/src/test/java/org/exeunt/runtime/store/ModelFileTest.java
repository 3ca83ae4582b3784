package org.exeunt.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.runtime.store.codec.StoredModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/conv/W", BlockRole.BACKBONE, 1, List.of(2, 3))
            .add("stage1/mean", BlockRole.BUFFER, 1, List.of(1))
            .add("head2/größe", BlockRole.HEAD, 2, List.of(3))
            .build();
    private static final ParameterSet MODEL =
            ParameterSet.of(LAYOUT.all(), new float[] {1, -0f, Float.MIN_VALUE, 0.1f, 1e30f, -7, 8, 9, 10, 11});

    /** Position of the number of blocks in the file. */
    private static final int BLOCKS = 12 + 2 + "small-0123456789ab".length() + 4;

    private static final StoredModel STORED = new StoredModel("small-0123456789ab", new ClientId(3), MODEL);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() {
        file = folder.resolve("a.model");
        ModelFile.write(file, STORED);
    }

    private void refused(byte[] bytes, String... words) throws IOException {
        Files.write(file, bytes);
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(words)
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("DATA-21");
    }

    private static byte[] withChecksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 4, (int) sum.getValue());
        return bytes;
    }

    @Test
    void readsBackEveryBit() {
        StoredModel read = ModelFile.read(file);
        assertThat(read).isEqualTo(STORED);
        assertThat(read.parameters().layout()).isEqualTo(LAYOUT);
    }

    @Test
    void writesTheDocumentedFormat() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[8];
        bytes.get(magic);
        assertThat(new String(magic, "US-ASCII")).isEqualTo("EXEUNTPM");
        assertThat(bytes.getInt()).isEqualTo(2);
        byte[] run = new byte[bytes.getShort()];
        bytes.get(run);
        assertThat(new String(run, "US-ASCII")).isEqualTo(STORED.run());
        assertThat(bytes.getInt()).as("client").isEqualTo(3);
        assertThat(bytes.getInt()).as("blocks").isEqualTo(3);
        assertThat(bytes.getShort()).isEqualTo((short) "stage1/conv/W".length());
        assertThat(bytes.getFloat(bytes.limit() - 4 - 4)).isEqualTo(11f);
    }

    @Test
    void rejectsEveryTruncation() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            refused(Arrays.copyOf(whole, length), "is not usable");
        }
    }

    @Test
    void rejectsEveryDamagedByte() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int place = 0; place < whole.length; place++) {
            byte[] damaged = whole.clone();
            damaged[place] ^= 0x10;
            refused(damaged, "is not usable");
        }
    }

    @Test
    void describesInvalidFiles() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        refused(new byte[0], "it has 0 bytes");
        refused("PK\u0003\u0004 something else altogether".getBytes("US-ASCII"), "not a personal model");
        refused(Arrays.copyOf(whole, whole.length + 1), "checksum", "truncated or modified");
        byte[] future = whole.clone();
        future[8] = 3;
        refused(withChecksum(future), "format version 3", "expected version 2");
    }

    @Test
    void rejectsInvalidBlocksWithValidChecksum() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        byte[] huge = whole.clone();
        ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putInt(BLOCKS, Integer.MAX_VALUE);
        refused(withChecksum(huge), "list of blocks");
        byte[] longAxis = whole.clone();
        int firstAxis = BLOCKS + 4 + 2 + "stage1/conv/W".length() + 1 + 4 + 1;
        ByteBuffer.wrap(longAxis).order(ByteOrder.LITTLE_ENDIAN).putInt(firstAxis, Integer.MAX_VALUE);
        refused(withChecksum(longAxis), "list of blocks");
        byte[] fewer = whole.clone();
        ByteBuffer.wrap(fewer).order(ByteOrder.LITTLE_ENDIAN).putInt(firstAxis, 1);
        refused(withChecksum(fewer), "need 28 bytes; 40 remain");
    }

    @Test
    void rejectsAMissingFileAndAnIncompleteModel() {
        assertThatThrownBy(() -> ModelFile.read(folder.resolve("b.model")))
                .hasMessageContainingAll("b.model", "cannot be read");
        assertThatThrownBy(() -> new StoredModel("a-1", new ClientId(0), MODEL.select(LAYOUT.heads())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stage1/conv/W");
    }
}
