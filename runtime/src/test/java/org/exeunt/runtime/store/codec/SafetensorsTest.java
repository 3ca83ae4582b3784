package org.exeunt.runtime.store.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The format is described in https://huggingface.co/docs/safetensors. */
class SafetensorsTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("a", BlockRole.BACKBONE, 1, List.of(2, 2))
            .add("b", BlockRole.HEAD, 1, List.of(3))
            .add("c", BlockRole.HEAD, 2, List.of(1))
            .build();
    private static final String HEADER = "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[16,28]},"
            + "\"c\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[28,32]}}";
    private static final float[] VALUES = {1, 2, 3, 4, 5, 6, 7, 8};

    private static byte[] file(long length, byte[] header, int valueBytes) {
        ByteBuffer values = ByteBuffer.allocate(4 * VALUES.length).order(ByteOrder.LITTLE_ENDIAN);
        values.asFloatBuffer().put(VALUES);
        return ByteBuffer.allocate(Long.BYTES + header.length + valueBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(header)
                .put(Arrays.copyOf(values.array(), valueBytes))
                .array();
    }

    private static byte[] file(String header, Charset charset) {
        byte[] text = header.getBytes(charset);
        return file(text.length, text, 4 * VALUES.length);
    }

    private static float[] read(String header) throws IOException {
        ParameterSet read = Safetensors.read(new ByteArrayInputStream(file(header, StandardCharsets.UTF_8)), LAYOUT)
                .values();
        assertThat(read.blocks()).isEqualTo(LAYOUT.all());
        return read.values();
    }

    private static void assertRefused(byte[] file) {
        assertRefused(new ByteArrayInputStream(file));
    }

    private static void assertRefused(InputStream file) {
        assertThatThrownBy(() -> Safetensors.read(file, LAYOUT)).isInstanceOf(CorruptFileException.class);
    }

    private static String altered(String found, String replacement) {
        assertThat(HEADER).containsOnlyOnce(found);
        return HEADER.replace(found, replacement);
    }

    @Test
    void valuesAreReadByName() throws IOException {
        assertThat(read(HEADER)).containsExactly(VALUES);
        assertThat(read(altered("\"__metadata__\":{\"format\":\"pt\"},", ""))).containsExactly(VALUES);
        assertThat(read(altered(
                                "\"shape\":[3],\"data_offsets\":[16,28]",
                                " \"data_offsets\" : [ 16 , 28 ],\"shape\":[3]")
                        + "     "))
                .containsExactly(VALUES);
        assertThat(read(HEADER.replace("[0,16]", "[4,20]")
                        .replace("[16,28]", "[20,32]")
                        .replace("[28,32]", "[0,4]")))
                .as("in another order than that of the network")
                .containsExactly(2, 3, 4, 5, 6, 7, 8, 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    [16,28] | [17,29]
                    [16,28] | [15,27]
                    [16,28] | [16,27]
                    [16,28] | [16,29]
                    [16,28] | [15,28]
                    [16,28] | [17,28]
                    [16,28] | [12,24]
                    [16,28] | [20,32]
                    [16,28] | [0,12]
                    [16,28] | [28,16]
                    [16,28] | [16,16]
                    [16,28] | [0,28]
                    [16,28] | [32,44]
                    [16,28] | [-8,4]
                    [16,28] | [-1,28]
                    [16,28] | [16,-28]
                    [16,28] | [4294967312,4294967324]
                    [16,28] | [4294967312,28]
                    [16,28] | [16,4294967324]
                    [16,28] | [-4294967280,-4294967268]
                    [16,28] | [18446744073709551632,18446744073709551644]
                    [16,28] | [18446744073709551632,28]
                    [16,28] | [16,18446744073709551644]
                    [16,28] | [16.0,28.0]
                    [16,28] | [16.0,28]
                    [16,28] | [16.5,28.5]
                    [16,28] | [16.9,28]
                    [16,28] | [16,28.1]
                    [16,28] | [1.6e1,28]
                    [16,28] | ["16","28"]
                    [16,28] | ["16",28]
                    [16,28] | [16,"28"]
                    [16,28] | [16,null]
                    [16,28] | [16,true]
                    [16,28] | [16]
                    [16,28] | [16,28,28]
                    [16,28] | []
                    [16,28] | {}
                    [16,28] | {"0":16,"1":28}
                    [16,28] | null
                    [16,28] | 16
                    [16,28] | "[16,28]"
                    [16,28] | [[16,28]]
                    [16,28] | [[16],[28]]
                    [0,16]  | [null,16]
                    [0,16]  | [false,16]
                    [0,16]  | [true,16]
                    [0,16]  | ["0",16]
                    [0,16]  | ["",16]
                    [0,16]  | ["x",16]
                    [0,16]  | [{},16]
                    [0,16]  | [0.0,16]
                    [0,16]  | [-0.0,16]
                    [0,16]  | [-4,12]
                    [0,16]  | [-16,0]
                    [0,16]  | [1,17]
                    [0,16]  | [16]
                    [28,32] | [27,31]
                    [28,32] | [29,33]
                    [28,32] | [32,36]
                    [28,32] | [24,28]
                    [28,32] | [0,4]
                    "shape":[3],"data_offsets":[16,28]  | "shape":[3]
                    "dtype":"F32","shape":[3]           | "shape":[3]
                    "dtype":"F32","shape":[3]           | "dtype":"F32"
                    "dtype":"F32","shape":[3]           | "dtype":"F32[3]"
                    "dtype":"F32","shape":[3]           | "dtype":"F32","shape":3
                    "dtype":"F32","shape":[3]           | "dtype":"F32","shape":[1,3]
                    "dtype":"F32","shape":[3]           | "dtype":"F32","shape":[3.0]
                    "dtype":"F32","shape":[3]           | "dtype":"F32","shape":["3"]
                    "dtype":"F32","shape":[3]           | "dtype":"F32","shape":"[3]"
                    "dtype":"F32","shape":[3]           | "dtype":"F32","shape":[4294967299]
                    "dtype":"F32","shape":[3]           | "dtype":"I32","shape":[3]
                    "dtype":"F32","shape":[3]           | "dtype":["F32"],"shape":[3]
                    "shape":[3]        | "shape":[3],"shape":[3]
                    "shape":[3]        | "shape":[2],"shape":[3]
                    [16,28]            | [0,12],"data_offsets":[16,28]
                    [16,28]            | [16,28],"dtype":"F32"
                    "c":{              | "b":{"dtype":"F32","shape":[3],"data_offsets":[16,28]},"c":{
                    "a":{              | "b":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"a":{
                    "a":{              | "__metadata__":{},"a":{
                    "format":"pt"      | "format":"pt","format":"pt"
                    "c":{              | "d":{
                    "c":{              | "d":{"dtype":"F32","shape":[0],"data_offsets":[28,28]},"c":{
                    "c":{              | /* */ "c":{
                    "c":{              | ,"c":{
                    [28,32]}}          | [28,32]}
                    [28,32]}}          | [28,32]}}}
                    [28,32]}}          | [28,32]}}{}
                    [28,32]}}          | [28,32]}} x
                    [28,32]}}          | [28,32]}},
                    [28,32]}}          | [28,32]},}
                    """)
    void alteredHeadersAreRefused(String found, String replacement) {
        assertRefused(file(altered(found, replacement), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[]", "null", "0", "\"a\"", "[{}]", "\uFEFF{}", " {}", "{}\0"})
    void headersThatAreNoObjectAreRefused(String header) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        assertRefused(file(text.length, text, 0));
    }

    @Test
    void headersAreUtf8() {
        assertRefused(file(HEADER, StandardCharsets.UTF_16LE));
        assertRefused(file(HEADER, Charset.forName("UTF-32BE")));
        assertRefused(file(altered("pt", "ä"), StandardCharsets.ISO_8859_1));
    }

    @Test
    void tensorsCoverAllValues() {
        byte[] header = HEADER.getBytes(StandardCharsets.UTF_8);
        for (int valueBytes : new int[] {0, 4, 28, 31, 33, 36, 40}) {
            assertRefused(file(header.length, header, valueBytes));
        }
        String gap = HEADER.replace("[28,32]", "[32,36]");
        assertRefused(file(header.length, gap.getBytes(StandardCharsets.UTF_8), 36));
        assertRefused(file(2, new byte[] {'{', '}'}, 4));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100, 400, 1L << 32, 1L << 63, -1})
    void lengthIsThatOfTheHeader(long length) {
        assertRefused(file(length, HEADER.getBytes(StandardCharsets.UTF_8), 32));
        assertRefused(Arrays.copyOf(file(length, HEADER.getBytes(StandardCharsets.UTF_8), 32), 7));
    }

    /** A file may be larger than the memory. */
    @Test
    void noMoreIsReadThanTheNetworkHas() {
        assertRefused(followedByEndlessSpaces(file(HEADER, StandardCharsets.UTF_8)));
        assertRefused(followedByEndlessSpaces(file(100_000_001, new byte[0], 0)));
        assertRefused(followedByEndlessSpaces(file(Long.MAX_VALUE, HEADER.getBytes(StandardCharsets.UTF_8), 32)));
    }

    private static InputStream followedByEndlessSpaces(byte[] start) {
        return new SequenceInputStream(new ByteArrayInputStream(start), new InputStream() {
            @Override
            public int read() {
                return ' ';
            }
        });
    }

    @Test
    void writtenFilesAreRead() throws IOException {
        ParameterSet written = ParameterSet.of(LAYOUT.all(), VALUES);
        byte[] file = Safetensors.bytes(Map.of("größe", "\"{}\""), written);
        assertThat(Safetensors.read(new ByteArrayInputStream(file), LAYOUT).values())
                .isEqualTo(written);
    }
}
