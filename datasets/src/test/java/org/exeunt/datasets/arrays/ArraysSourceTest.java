package org.exeunt.datasets.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.datasets.Content.values;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.Errors;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.TestFolder;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.hostile.HostileInput;
import org.exeunt.testsupport.DecoyDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArraysSourceTest {
    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();

    @BeforeEach
    void writeVectors() throws IOException {
        write("x", Npy.of("<f4", "(3, 2)", Npy.floats(1, 5, 3, 5, 5, 5)));
        write("y", Npy.of("|i1", "(3,)", new byte[] {10, -1, 10}));
    }

    @Test
    void standardisesVectorsPerFeature() throws IOException {
        write("owner", Npy.of("<U3", "(3,)", Npy.words(3, "zoe", "\u00c9va", "zoe")));
        Dataset dataset = load(false, true);
        assertThat(dataset.name()).isEqualTo(folder.getFileName().toString());
        assertThat(dataset.input()).isEqualTo(InputShape.vector(2));
        assertThat(dataset.classNames()).containsExactly("-1", "10");
        assertThat(IntStream.range(0, 3).map(dataset.train()::label)).containsExactly(1, 0, 1);
        // 1, 3, 5: mean 3, variance 8 / 3; the second feature is constant
        float unit = (float) (2 / Math.sqrt(8 / 3.0));
        assertThat(values(dataset, 0)).containsExactly(-unit, 0);
        assertThat(values(dataset, 2)).containsExactly(unit, 0);
        assertThat(dataset.owners().orElseThrow().names()).containsExactly("zoe", "\u00c9va");
        assertThat(dataset.owners().orElseThrow().ofExamples()).containsExactly(0, 1, 0);
        assertThat(dataset.files())
                .extracting(Dataset.File::name, Dataset.File::records)
                .containsExactly(tuple("x.npy", 3), tuple("y.npy", 0), tuple("owner.npy", 0));
        assertThat(source(false, true).inputScaling().orElseThrow().channels())
                .containsExactly(
                        new InputScaling.Channel("feature 0", 3, Math.sqrt(8 / 3.0)),
                        new InputScaling.Channel("feature 1", 5, 1));
        InputReader reader = source(false, true).inputReader().orElseThrow();
        assertThat(reader.read(write("one", Npy.of("<f8", "(2,)", doubles(5, 6)))))
                .as("of another type")
                .containsExactly(unit, 1);
        assertThat(reader.read(write("one", Npy.of("<f4", "(1, 2)", Npy.floats(1, 5)))))
                .containsExactly(-unit, 0);
        write("one", Npy.of("<f4", "(2, 2)", Npy.floats(1, 5, 1, 5)));
        assertThatThrownBy(() -> reader.read(folder.resolve("one.npy")))
                .hasMessageContainingAll("2 inputs instead of one", "(2)");
        write("one", Npy.of("<f4", "(2, 2)", Npy.floats(1, 5, 5, 6)));
        assertThat(reader.readAll(folder.resolve("one.npy")))
                .containsExactly(new float[] {-unit, 0}, new float[] {unit, 1});
        write("one", Npy.of("<f4", "(0, 2)", Npy.floats()));
        assertThatThrownBy(() -> reader.readAll(folder.resolve("one.npy"))).hasMessageContainingAll("(0, 2)", "(2)");
        write("one", Npy.of("<f4", "(2, 3)", Npy.floats(1, 5, 1, 5, 1, 5)));
        assertThatThrownBy(() -> reader.readAll(folder.resolve("one.npy"))).hasMessageContainingAll("(2, 3)", "(2)");
        write("one", Npy.of("<f4", "(2,)", Npy.floats(1, Float.NaN)));
        assertThatThrownBy(() -> reader.read(folder.resolve("one.npy"))).hasMessageContaining("not finite");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void standardisesSeriesPerChannel(boolean channelsLast) throws IOException {
        float[] series = channelsLast
                ? new float[] {1, 0, 3, 0, 5, 2, 7, 2, 4, 1, 4, 1}
                : new float[] {1, 3, 0, 0, 5, 7, 2, 2, 4, 4, 1, 1};
        write("x", Npy.of("<f4", "(3, 2, 2)", Npy.floats(series)));
        List<InputScaling.Channel> channels =
                source(channelsLast, true).inputScaling().orElseThrow().channels();
        assertThat(channels.get(0).mean()).isCloseTo(4, within(1e-12));
        assertThat(channels.get(0).deviation()).isCloseTo(Math.sqrt(20 / 6.0), within(1e-12));
        assertThat(channels.get(1).mean()).isCloseTo(1, within(1e-12));
        assertThat(channels.get(1).deviation()).isCloseTo(Math.sqrt(4 / 6.0), within(1e-12));
    }

    @Test
    void bytesWithTwoLongAxesAreGreyPictures() throws IOException {
        write("x", Npy.of("|u1", "(3, 8, 9)", new byte[3 * 72]));
        assertThat(load(false, false).input().lengths()).containsExactly(1, 8, 9);
        var reader = source(false, false).inputReader().orElseThrow();
        write("one", Npy.of("|u1", "(8, 9)", new byte[72]));
        assertThat(reader.read(folder.resolve("one.npy"))).hasSize(72);
        write("two", Npy.of("|u1", "(2, 8, 9)", new byte[144]));
        assertThat(reader.readAll(folder.resolve("two.npy"))).hasSize(2);
        write("x", Npy.of("|u1", "(3, 3, 9)", new byte[81]));
        assertThat(load(false, false).input().lengths())
                .as("series of three channels")
                .containsExactly(3, 9);
        write("x", Npy.of("<f4", "(3, 8, 9)", Npy.floats(new float[3 * 72])));
        assertThat(load(false, false).input().lengths())
                .as("numbers that are no bytes")
                .containsExactly(8, 9);
    }

    @Test
    void unknownTypesAreQuotedInPart() throws IOException {
        write("x", Npy.of("z".repeat(10_000), "(3, 2)", new byte[0]));
        assertThatThrownBy(() -> load(false, false))
                .message()
                .contains("unknown type 'zzz")
                .hasSizeLessThan(1000);
    }

    @Test
    void readsTestExamples() throws IOException {
        write("x_test", Npy.of("<f4", "(1, 2)", Npy.floats(7, 6)));
        write("y_test", Npy.of("|i1", "(1,)", new byte[] {-1}));
        Dataset dataset = load(false, false);
        assertThat(dataset.train().size()).isEqualTo(3);
        assertThat(values(dataset, 3)).containsExactly(7, 6);
        assertThat(dataset.files())
                .extracting(Dataset.File::name)
                .containsExactly("x.npy", "y.npy", "x_test.npy", "y_test.npy");
        assertThat(source(false, false).inputScaling().orElseThrow().isNone()).isTrue();
    }

    /** Values of x[i, h, w, c] are 100 h + 10 w + c. */
    @Test
    void readsImagesWithChannelsLast() throws IOException {
        byte[] pixels = new byte[12];
        for (int i = 0; i < 12; i++) {
            pixels[i] = (byte) (100 * (i / 6) + 10 * (i % 6 / 2) + i % 2);
        }
        byte[] twice = ByteBuffer.allocate(24).put(pixels).put(new byte[12]).array();
        write("x", Npy.of("|u1", "(2, 2, 3, 2)", twice));
        write("y", Npy.of("|i1", "(2,)", new byte[] {0, 1}));
        Dataset last = load(true, false);
        assertThat(last.input()).isEqualTo(InputShape.image(2, 2, 3));
        assertThat(values(last, 0)).containsExactly(0, 10, 20, 100, 110, 120, 1, 11, 21, 101, 111, 121);
        Dataset first = load(false, false);
        assertThat(first.input()).isEqualTo(InputShape.image(2, 3, 2));
        assertThat(values(first, 0)).containsExactly(0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121);
    }

    /** In Fortran order, x[i, c, t] = 100 i + 10 c + t is stored with i as the fastest index, then c, then t. */
    @Test
    void readsSeriesInFortranOrder() throws IOException {
        float[] stored = new float[2 * 3 * 2];
        for (int k = 0; k < stored.length; k++) {
            stored[k] = 100 * (k % 2) + 10 * (k / 2 % 3) + k / 6;
        }
        write("x", Npy.of(2, "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3, 2), }", Npy.floats(stored)));
        write("y", Npy.of("|b1", "(2,)", new byte[] {1, 0}));
        Dataset dataset = load(false, false);
        assertThat(dataset.input()).isEqualTo(InputShape.of(List.of(3, 2)));
        assertThat(dataset.classNames()).containsExactly("False", "True");
        assertThat(values(dataset, 0)).containsExactly(0, 1, 10, 11, 20, 21);
        assertThat(values(dataset, 1)).containsExactly(100, 101, 110, 111, 120, 121);
        String one = "{'descr': '<f4', 'fortran_order': True, 'shape': (3, 2), }";
        InputReader reader = source(false, false).inputReader().orElseThrow();
        assertThat(reader.read(write("one", Npy.of(3, one, Npy.floats(1, 2, 3, 4, 5, 6)))))
                .containsExactly(1, 4, 2, 5, 3, 6);
    }

    /** Two elements in hexadecimal digits, from numpy.array([..], dtype).tobytes(). */
    @ParameterizedTest
    @CsvSource({
        "|b1, 0100, 1, 0",
        "|i1, 80 7f, -128, 127",
        "|u1, 80 ff, 128, 255",
        "<i2, 0080 ff7f, -32768, 32767",
        ">i2, 8000 7fff, -32768, 32767",
        "<u2, ffff 0100, 65535, 1",
        "<i4, 00000080 ffffff7f, -2147483648, 2147483647",
        ">u4, ffffffff 00000001, 4294967295, 1",
        "<i8, 0000000000000080 ffffffffffffffff, -9223372036854775808, -1",
        "<u8, ffffffffffffffff 0000000000000080, 18446744073709551615, 9223372036854775808",
        "<f2, 0100 ffbf, 5.9604645E-8, -1.9990234",
        ">f2, 7bff 3555, 65504, 0.33325195",
        "<f4, 0000803f db0f49c0, 1, -3.1415927",
        ">f4, 3f800000 c0490fdb, 1, -3.1415927",
        "<f8, 000000000000f03f 182d4454fb2109c0, 1, -3.141592653589793",
        ">f8, 3ff0000000000000 c00921fb54442d18, 1, -3.141592653589793"
    })
    void readsEveryType(String type, String hex, double first, double second) throws IOException {
        write("x", Npy.of(type, "(2, 1)", HexFormat.of().parseHex(hex.replace(" ", ""))));
        write("y", Npy.of("<i8", "(2,)", HexFormat.of().parseHex("0100000000000000feffffffffffffff")));
        Dataset dataset = load(false, false);
        assertThat(values(dataset, 0)).containsExactly((float) first);
        assertThat(values(dataset, 1)).containsExactly((float) second);
        assertThat(dataset.classNames()).containsExactly("-2", "1");
    }

    @Test
    void labelsMayBeWholeFloats() throws IOException {
        write("y", Npy.of("<f4", "(3,)", Npy.floats(2, 10, 2)));
        assertThat(load(false, true).classNames()).containsExactly("2", "10");
        write("y", Npy.of("<f4", "(3,)", Npy.floats(2, 10, 2.5f)));
        assertRefused("y.npy[2] is no integer and no word");
    }

    @Test
    void neverReadsPickles() throws IOException {
        write("y", Npy.of("|O", "(3,)", new byte[50]));
        assertRefused("y.npy", "Python objects (a pickle)", "never read", "astype(str)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<c8", "<M8[ns]", "|S3", "<f16", "what"})
    void refusesOtherTypes(String type) throws IOException {
        write("x", Npy.of(type, "(3, 2)", new byte[48]));
        assertRefused("x.npy", "'" + type + "'");
    }

    @Test
    void reportsValuesThatAreNotFinite() throws IOException {
        write("x", Npy.of("<f4", "(3, 2)", Npy.floats(1, Float.NaN, 3, 4, Float.NEGATIVE_INFINITY, 6)));
        assertRefused("2 problems", "x.npy[0] contains NaN", "x.npy[2] contains -Infinity");
        write("x", Npy.of("<f8", "(3, 2)", doubles(1, 2, 3, 4, 1e39, 6)));
        assertRefused("x.npy[2] contains 1.0E39");
    }

    @Test
    void reportsFilesThatDoNotFitTogether() throws IOException {
        write("y", Npy.of("|i1", "(2,)", new byte[2]));
        assertRefused("y.npy has the shape (2); expected (3)");
        write("y", Npy.of("|i1", "(3, 2)", new byte[6]));
        assertRefused("y.npy has the shape (3, 2)");
        Files.delete(folder.resolve("y.npy"));
        assertRefused("y.npy", "does not exist");
        write("y", Npy.of("|i1", "(3,)", new byte[] {0, 1, 0}));
        write("x_test", Npy.of("<f4", "(1, 3)", Npy.floats(7, 6, 5)));
        assertRefused("x_test.npy has the shape (1, 3) and type <f4", "x.npy, (3, 2) and <f4");
        write("x_test", Npy.of("<f4", "(1, 2)", Npy.floats(7, 6)));
        assertRefused("y_test.npy", "does not exist");
        write("y_test", Npy.of("|i1", "(1,)", new byte[] {3}));
        assertRefused("class '3' has test examples and no training examples");
        write("y_test", Npy.of("|i1", "(1,)", new byte[] {0}));
        write("owner", Npy.of("|i1", "(3,)", new byte[3]));
        assertRefused("owner_test.npy", "does not exist");
        Files.move(folder.resolve("owner.npy"), folder.resolve("owner_test.npy"));
        assertRefused("owner.npy", "does not exist");
        Files.move(folder.resolve("owner_test.npy"), folder.resolve("owner.npy"));
        Files.delete(folder.resolve("x.npy"));
        assertRefused("x.npy", "does not exist");
    }

    @Test
    void reportsWrongShapes() throws IOException {
        write("x", Npy.of("<f4", "(6,)", new byte[24]));
        assertRefused("x.npy has the shape (6)", "(examples, channels, height, width)");
        write("x", Npy.of("<f4", "(0, 6)", new byte[0]));
        assertRefused("x.npy has the shape (0, 6)");
        write("x", Npy.of("<f4", "()", new byte[4]));
        assertRefused("x.npy", "single number");
        write("x", Npy.of("<U1", "(3, 1)", new byte[12]));
        assertRefused("x.npy contains words");
    }

    @Test
    void reportsDamagedFiles() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("x.npy"));
        write("x", Arrays.copyOf(whole, whole.length - 3));
        assertRefused("x.npy", "is 149 bytes long; its header describes 152", "cut off");
        write("x", Arrays.copyOf(whole, 40));
        assertRefused("x.npy", "ends within its header");
        write(
                "x",
                Npy.of(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), 'descr': '>f4', }", new byte[4]));
        assertRefused("x.npy", "malformed header; expected 'descr' once");
        whole[6] = 4;
        write("x", whole);
        assertRefused("x.npy", "format version 4");
        write("x", new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0});
        assertRefused("x.npy", "is not a .npy file");
        write("x", Npy.of(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }", new byte[12]));
        assertRefused("x.npy", "structured array");
    }

    /** A sparse file of 400 GB is refused without reading it. */
    @Test
    void refusesWhatDoesNotFitIntoMemory() throws IOException {
        byte[] start = Npy.of("|u1", "(400, 999999999)", new byte[0]);
        write("x", start);
        try (RandomAccessFile huge =
                new RandomAccessFile(folder.resolve("x.npy").toFile(), "rw")) {
            huge.setLength(start.length + 400L * 999_999_999);
        }
        TestFolder.assertRefused(source(false, true), folder, Errors.DATA_39, "x.npy", "MiB in memory");
    }

    @Test
    void refusesPipesAndDevices() throws IOException {
        Files.delete(folder.resolve("x.npy"));
        DecoyDevice.ZERO.createOrPipe(folder.resolve("x.npy"));
        assertRefused("x.npy", "no regular file");
    }

    @Test
    void damagedFilesAreRefusedOrRead() throws IOException {
        TestFolder.in(folder)
                .with("x.npy", Npy.of("<f4", "(2, 2, 3)", Npy.floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)))
                .with("y.npy", Npy.of("<U3", "(2,)", Npy.words(3, "cat", "dog")))
                .with("owner.npy", Npy.of("|i1", "(2,)", new byte[] {1, 0}))
                .with("x_test.npy", Npy.of("<f4", "(1, 2, 3)", Npy.floats(1, 2, 3, 4, 5, 7)))
                .with("y_test.npy", Npy.of("<U3", "(1,)", Npy.words(3, "cat")))
                .with("owner_test.npy", Npy.of("|i1", "(1,)", new byte[] {1}))
                .fuzz(HostileInput.of("arrays", 2_000), source(false, true));
    }

    private void assertRefused(String... mentions) {
        TestFolder.assertRefused(source(false, true), folder, Errors.DATA_38, mentions);
    }

    private Dataset load(boolean channelsLast, boolean standardise) {
        return source(channelsLast, standardise).load(new RandomStreams(0));
    }

    private DatasetSource source(boolean channelsLast, boolean standardise) {
        return new ArraysSource.Format().create(new ArraysSource.Options(folder, channelsLast, standardise), context);
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name + ".npy"), content);
    }

    private static byte[] doubles(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return bytes.array();
    }
}
