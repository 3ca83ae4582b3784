package org.exeunt.runtime.store.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.testsupport.SafetensorsFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFileTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/conv/W", BlockRole.BACKBONE, 1, List.of(2, 3))
            .add("stage1/mean", BlockRole.BACKBONE_STATISTIC, 1, List.of(1))
            .add("head2/größe", BlockRole.HEAD, 2, List.of(3))
            .build();
    private static final ParameterSet MODEL =
            ParameterSet.of(LAYOUT.all(), new float[] {1, -0f, Float.MIN_VALUE, 0.1f, 1e30f, -7, 8, 9, 10, 11});

    /** The header as it has to be, in the order of the file; written by hand. */
    private static final String HEADER =
            "{\"__metadata__\":{\"crc32c\":\"CHECKSUM\",\"version\":\"3\",\"run\":\"small-0123456789ab\","
                    + "\"client\":\"3\",\"blocks\":\"{\\\"stage1/conv/W\\\":{\\\"role\\\":\\\"backbone\\\","
                    + "\\\"depth\\\":1},\\\"stage1/mean\\\":{\\\"role\\\":\\\"backbone_statistic\\\",\\\"depth\\\":1},"
                    + "\\\"head2/größe\\\":{\\\"role\\\":\\\"head\\\",\\\"depth\\\":2}}\"},"
                    + "\"stage1/conv/W\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                    + "\"stage1/mean\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28]},"
                    + "\"head2/größe\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[28,40]}}";

    private static final StoredModel STORED = new StoredModel("small-0123456789ab", new ClientId(3), MODEL, Map.of());

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() {
        file = folder.resolve("a.safetensors");
        ModelFile.write(file, STORED);
    }

    private void refused(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(file.toString(), "is not usable")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("DATA-21");
    }

    @Test
    void readsBackEveryBit() {
        StoredModel read = ModelFile.read(file);
        assertThat(read).isEqualTo(STORED);
        assertThat(read.parameters().layout()).isEqualTo(LAYOUT);
        StoredModel ruled =
                new StoredModel("small-0123456789ab", new ClientId(3), MODEL, Map.of(StoredModel.RULE, "0f"));
        ModelFile.write(file, ruled);
        assertThat(ModelFile.read(file)).isEqualTo(ruled).isNotEqualTo(STORED);
    }

    @Test
    void independentReaderFindsTheSameValues() throws IOException {
        SafetensorsFile read = SafetensorsFile.of(Files.readAllBytes(file));
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1).substring(8))
                .startsWith(new String(
                        HEADER.replace("CHECKSUM", read.metadata("crc32c")).getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.ISO_8859_1));
        assertThat(read.tensor("stage1/conv/W")).containsExactly(1, -0f, Float.MIN_VALUE, 0.1f, 1e30f, -7);
        assertThat(read.tensor("stage1/mean")).containsExactly(8);
        assertThat(read.tensor("head2/größe")).containsExactly(9, 10, 11);
        assertThat(read.values().limit()).isEqualTo(40);
        assertThat(new ObjectMapper().readTree(read.metadata("blocks")).at("/head2~1größe/role"))
                .hasToString("\"head\"");
    }

    @Test
    void rejectsEveryTruncation() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            refused(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void rejectsEveryDamagedByte() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int place = 0; place < whole.length; place++) {
            byte[] damaged = whole.clone();
            damaged[place] ^= 0x10;
            refused(damaged);
        }
    }

    @Test
    void refusesOtherFiles() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        refused(new byte[0]);
        refused("PK\u0003\u0004 something else altogether".getBytes("US-ASCII"));
        refused(Arrays.copyOf(whole, whole.length + 1));
        for (int length : new int[] {whole.length - 4, whole.length + 4}) {
            refused(SafetensorsFile.withChecksum(Arrays.copyOf(whole, length)));
        }
    }

    /** Returns the file with a part of its header replaced by one of the same length, and a valid checksum. */
    private byte[] altered(String part, String by) throws IOException {
        assertThat(by).hasSameSizeAs(part);
        write();
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(part);
        return SafetensorsFile.withChecksum(text.replace(part, by).getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "version":"3"     | "version":"4"
                    [24,28]}          | [20,24]}
                    [28,40]}          | [28,44]}
                    [28,40]}          | [28,-1]}
                    "shape":[2,3]     | "shape":[2,9]
                    "shape":[2,3]     | "shape":[2,0]
                    "shape":[2,3]     | "shape":[1e9]
                    "shape":[3]       | "shape":"3"
                    "F32","shape":[1] | "I32","shape":[1]
                    "client":"3"      | "version":""
                    "stage1/mean":{"d | "stage1/maen":{"d
                    "client":"3"      | "client":"x"
                    "client":"3"      | "client":  3
                    "client":"3"      | "cleint":"3"
                    role\\":\\"backbone_statistic | role\\":\\"backbone_statistik
                    "head2/gr         | "head2/gÿ
                    """)
    void otherHeadersWithChecksumsAreRefused(String part, String by) throws IOException {
        refused(altered(part, by));
    }

    @Test
    void hostileLengthsOfTheHeaderAreRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (long length : new long[] {0, 1, whole.length, 1L << 31, 1L << 40, -1}) {
            byte[] hostile = whole.clone();
            ByteBuffer.wrap(hostile).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
            refused(SafetensorsFile.withChecksum(hostile));
        }
    }

    @Test
    void tensorsInAnotherOrderAreRefused() throws IOException {
        // two entries of the header swapped: valid safetensors, but not the order of a network's values
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        int first = text.indexOf("\"stage1/conv/W\":{\"dtype");
        int second = text.indexOf("\"stage1/mean\":{\"dtype");
        int third = text.indexOf(",\"head2/", second);
        String swapped = text.substring(0, first) + text.substring(second, third) + ","
                + text.substring(first, second - 1) + text.substring(third);
        refused(SafetensorsFile.withChecksum(swapped.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void rejectsAMissingFileAndAnIncompleteModel() {
        assertThatThrownBy(() -> ModelFile.read(folder.resolve("b.safetensors")))
                .hasMessageContainingAll("b.safetensors", "cannot be read");
        assertThatThrownBy(() -> new StoredModel("a-1", new ClientId(0), MODEL.select(LAYOUT.heads()), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stage1/conv/W");
    }
}
