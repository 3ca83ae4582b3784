package org.exeunt.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.agnews.AgNewsSource;
import org.exeunt.datasets.arrays.ArraysSource;
import org.exeunt.datasets.arrays.Npy;
import org.exeunt.datasets.csv.CsvSource;
import org.exeunt.datasets.files.Encoding;
import org.exeunt.datasets.image.ImageInput;
import org.exeunt.datasets.image.PixelScaling;
import org.exeunt.datasets.ucihar.UciHarSource;
import org.exeunt.datasets.userdata.RowOptions;
import org.exeunt.datasets.userdata.Table;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.hostile.HostileInput;
import org.exeunt.testkit.hostile.Mutations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged inputs for {@code predict} are rejected with an error, or have finite values. */
class HostileSingleInputTest {
    private static final int LARGE = 20 << 20;

    @TempDir
    Path folder;

    private final InputReader images = new ImageInput(3, 8, PixelScaling.unit(3));

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
    void images(String format) throws IOException {
        List<byte[]> files = List.of(
                Picture.of(format, BufferedImage.TYPE_INT_RGB, 20),
                Picture.of(format, BufferedImage.TYPE_BYTE_GRAY, 20),
                Picture.of(format, BufferedImage.TYPE_BYTE_INDEXED, 20));
        // 2^26 pixels are allowed, at up to 8 bytes each
        fuzz(HostileInput.of(format, 300).allocatingAtMost(1L << 30), files, images);
    }

    @Test
    void windows() throws IOException {
        String window = "1,2;3, 4, 5, 6, 7, 8, 9.5e0\n".repeat(128);
        fuzz(HostileInput.of("window", 1_000), List.of(window.getBytes(StandardCharsets.UTF_8)), windowReader());
    }

    private InputReader windowReader() {
        return new DatasetPlugins()
                .choose(DatasetSource.class, "ucihar", new UciHarSource.Options(folder))
                .create(new RecordingContext())
                .inputReader()
                .orElseThrow();
    }

    @Test
    void texts() throws IOException {
        fuzz(
                HostileInput.of("text", 1_000),
                List.of("Oil is up: \"again\", Robots.".getBytes(StandardCharsets.UTF_8)),
                textReader());
    }

    private InputReader textReader() throws IOException {
        Files.writeString(folder.resolve("train.csv"), "1,Oil,up\n");
        Files.writeString(folder.resolve("test.csv"), "2,Cup,up\n");
        return new DatasetPlugins()
                .choose(
                        DatasetSource.class,
                        "agnews",
                        new AgNewsSource.Options(
                                folder, AgNewsSource.Options.Text.TITLE_AND_DESCRIPTION, 8, 20, Optional.empty()))
                .create(new RecordingContext())
                .inputReader()
                .orElseThrow();
    }

    @Test
    void rows() throws IOException {
        Path table = Files.writeString(folder.resolve("data.csv"), "size,city,label\n1,Rome,a\n2,Bonn,b\n");
        InputReader reader = new CsvSource.Format()
                .create(
                        new CsvSource.Options(
                                table,
                                new RowOptions(Optional.empty(), "label", Optional.empty(), Optional.empty()),
                                List.of(),
                                List.of(),
                                CsvSource.Options.Missing.IMPUTE,
                                Table.Delimiter.COMMA,
                                true,
                                Table.Decimal.POINT,
                                Encoding.UTF_8),
                        new RecordingContext())
                .inputReader()
                .orElseThrow();
        fuzz(
                HostileInput.of("row", 1_000),
                List.of("city,size\n\"Rome\",-1.5e1\n".getBytes(StandardCharsets.UTF_8)),
                reader);
    }

    @Test
    void arrays() throws IOException {
        Files.write(folder.resolve("x.npy"), Npy.of("<f4", "(2, 2, 2)", Npy.floats(1, 2, 3, 4, 5, 6, 7, 8)));
        Files.write(folder.resolve("y.npy"), Npy.of("|i1", "(2,)", new byte[] {0, 1}));
        InputReader reader = new ArraysSource.Format()
                .create(new ArraysSource.Options(folder, false, true), new RecordingContext())
                .inputReader()
                .orElseThrow();
        fuzz(
                HostileInput.of("array", 1_000),
                List.of(
                        Npy.of("<f4", "(2, 2)", Npy.floats(1, 2, 3, 4)),
                        Npy.of("|u1", "(1, 2, 2)", new byte[] {1, 2, 3, 4})),
                reader);
    }

    @Test
    void longLinesOfSpacesAreParsedInLinearTime() throws IOException {
        Path file = folder.resolve("blanks.csv");
        Files.writeString(file, "1" + " ".repeat(400_000) + "2\n" + "1\n".repeat(127));
        assertRefused(windowReader(), file, "blanks.csv", "line 1");
    }

    @Test
    void rejectsOversizedTexts() throws IOException {
        Path file =
                Files.write(folder.resolve("large.txt"), ". ".repeat(LARGE / 2).getBytes(StandardCharsets.UTF_8));
        assertRefused(textReader(), file, "large.txt", "more than 1 MiB");
        assertRefused(windowReader(), file, "large.txt", "more than 1 MiB");
    }

    /** Undocumented formats would enlarge the attack surface. */
    @Test
    void doesNotDecodeOtherFormats() throws IOException {
        for (String format : List.of("tiff", "wbmp")) {
            Path file = Files.write(
                    folder.resolve("input." + format), Picture.of(format, BufferedImage.TYPE_BYTE_BINARY, 20));
            assertRefused(images, file, "has another format");
        }
    }

    private static void assertRefused(InputReader reader, Path file, String... mentions) {
        assertThatThrownBy(() -> reader.read(file))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(mentions);
    }

    private void fuzz(HostileInput input, List<byte[]> files, InputReader reader) {
        HostileInput.Outcomes outcomes = input.read((random, where) -> {
            Path file = folder.resolve("input");
            where.is(file.toString());
            Files.write(file, Mutations.of(files.get(random.nextInt(files.size())), random));
            for (float[] values : reader.readAll(file)) {
                for (float value : values) {
                    assertThat(Float.isFinite(value)).isTrue();
                }
            }
        });
        System.out.println(outcomes);
    }
}
