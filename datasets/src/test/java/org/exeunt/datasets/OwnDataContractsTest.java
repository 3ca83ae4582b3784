package org.exeunt.datasets;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.datasets.arrays.ArraysSource;
import org.exeunt.datasets.arrays.Npy;
import org.exeunt.datasets.csv.CsvSource;
import org.exeunt.datasets.csv.CsvSource.Options.Missing;
import org.exeunt.datasets.files.Encoding;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.datasets.imagefolder.ImageFolderSource;
import org.exeunt.datasets.imagefolder.ImageFolderSource.Options.Colour;
import org.exeunt.datasets.text.TextSource;
import org.exeunt.datasets.text.Tokens;
import org.exeunt.datasets.userdata.ClassFolders.Layout;
import org.exeunt.datasets.userdata.RowOptions;
import org.exeunt.datasets.userdata.Table;
import org.exeunt.datasets.userdata.Table.Delimiter;
import org.exeunt.testkit.contract.DatasetSourceContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contracts of data sets of files of the user's own. */
class OwnDataContractsTest {
    /** A data set of files in a folder. It is not a {@code @TempDir}: ContractCoverageTest creates instances itself. */
    abstract static class OwnData extends DatasetSourceContract {
        final Path folder =
                Path.of("target", "contract", getClass().getSimpleName()).toAbsolutePath();
        private final String single;

        OwnData(String single) {
            this.single = single;
        }

        void write(String name, byte[] content) throws IOException {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.write(folder.resolve(name), content);
        }

        void write(String name, String content) throws IOException {
            write(name, content.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        protected Optional<Path> singleInput() {
            return Optional.of(folder.resolve(single));
        }
    }

    @Nested
    class OfArrays extends OwnData {
        OfArrays() {
            super("one.npy");
        }

        @BeforeAll
        void writeFiles() throws IOException {
            byte[] pixels = new byte[24];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (11 * i);
            }
            write("x.npy", Npy.of("|u1", "(2, 2, 2, 3)", pixels));
            write("y.npy", Npy.of("<U3", "(2,)", Npy.words(3, "cat", "dog")));
            write("owner.npy", Npy.of("|b1", "(2,)", new byte[] {1, 0}));
            write("one.npy", Npy.of("|u1", "(2, 2, 3)", Arrays.copyOf(pixels, 12)));
        }

        @Override
        protected List<PluginChoice<DatasetSource>> variants() {
            return List.of(choice(folder, false, true), choice(folder, false, false), choice(folder, true, true));
        }

        private PluginChoice<DatasetSource> choice(Path dir, boolean channelsLast, boolean standardise) {
            return PluginChoice.of(new ArraysSource.Format(), new ArraysSource.Options(dir, channelsLast, standardise));
        }

        @Override
        protected List<PluginChoice<DatasetSource>> withoutFiles() {
            return List.of(choice(folder.resolve("absent"), false, true));
        }
    }

    @Nested
    class OfTables extends OwnData {
        OfTables() {
            super("one.csv");
        }

        @BeforeAll
        void writeFiles() throws IOException {
            write(
                    "data.csv",
                    "age,city,label,who,part\n1,Bonn,yes,ann,train\n2.5,Rome,no,bob,test\n-3e1,Bonn,no,ann,train\n");
            write("test.csv", "age,city,label,who,part\n7,Oslo,no,eve,train\n");
            write("one.csv", "city,age\nBonn,1\n");
        }

        @Override
        protected List<PluginChoice<DatasetSource>> variants() {
            return List.of(
                    choice("data.csv", Optional.empty(), Optional.of("part")),
                    choice("data.csv", Optional.of(folder.resolve("test.csv")), Optional.empty()));
        }

        private PluginChoice<DatasetSource> choice(String file, Optional<Path> test, Optional<String> split) {
            return PluginChoice.of(
                    new CsvSource.Format(),
                    new CsvSource.Options(
                            folder.resolve(file),
                            new RowOptions(test, "label", Optional.of("who"), split),
                            List.of(),
                            split.isPresent() ? List.of() : List.of("part"),
                            Missing.ERROR,
                            Delimiter.COMMA,
                            true,
                            Table.Decimal.POINT,
                            Encoding.UTF_8));
        }

        @Override
        protected List<PluginChoice<DatasetSource>> withoutFiles() {
            return List.of(choice("absent.csv", Optional.empty(), Optional.empty()));
        }
    }

    @Nested
    class OfImageFolders extends OwnData {
        OfImageFolders() {
            super("flat/cat/2.jpg");
        }

        @BeforeAll
        void writeFiles() throws IOException {
            for (String prefix : List.of("flat/", "split/train/", "split/test/", "owned/ann/", "owned/bob/")) {
                int number = 0;
                for (String name : List.of("cat/1.png", "cat/2.jpg", "dog/1.gif", "dog/2.bmp")) {
                    Path file = folder.resolve(prefix + name);
                    Files.createDirectories(file.getParent());
                    BufferedImage image = new BufferedImage(9, 6, BufferedImage.TYPE_INT_RGB);
                    for (int i = 0; i < 54; i++) {
                        image.setRGB(i % 9, i / 9, 0x040A11 * i * ++number);
                    }
                    ImageIO.write(image, name.substring(name.length() - 3), file.toFile());
                }
            }
        }

        @Override
        protected List<PluginChoice<DatasetSource>> variants() {
            return List.of(
                    choice("flat", Layout.AUTO, Colour.RGB, Scaling.UNIT),
                    choice("split", Layout.AUTO, Colour.GREY, Scaling.NORM_STATS),
                    choice("owned", Layout.OWNER_CLASS, Colour.RGB, Scaling.NORM_STATS));
        }

        private PluginChoice<DatasetSource> choice(String name, Layout layout, Colour colour, Scaling scaling) {
            return PluginChoice.of(
                    new ImageFolderSource.Format(),
                    new ImageFolderSource.Options(folder.resolve(name), 4, 6, colour, layout, scaling));
        }

        @Override
        protected List<PluginChoice<DatasetSource>> withoutFiles() {
            return List.of(choice("absent", Layout.AUTO, Colour.RGB, Scaling.UNIT));
        }
    }

    @Nested
    class OfTexts extends OwnData {
        OfTexts() {
            super("texts/pos/1.txt");
        }

        @BeforeAll
        void writeFiles() throws IOException {
            write("data.csv", "text,label\n\"Good, good\",pos\nBad day,neg\nGood,pos\n");
            write("data.jsonl", "{\"text\": \"Good\", \"label\": 1}\n{\"text\": \"Bad\", \"label\": 0}\n");
            write("texts/pos/1.txt", "Good");
            write("texts/neg/1.txt", "Bad");
        }

        @Override
        protected List<PluginChoice<DatasetSource>> variants() {
            return List.of(choice("data.csv"), choice("data.jsonl"), choice("texts"));
        }

        private PluginChoice<DatasetSource> choice(String name) {
            RowOptions rows = new RowOptions(Optional.empty(), "label", Optional.empty(), Optional.empty());
            return PluginChoice.of(
                    new TextSource.Format(),
                    new TextSource.Options(
                            folder.resolve(name),
                            rows,
                            "text",
                            Delimiter.COMMA,
                            Layout.AUTO,
                            6,
                            20,
                            Tokens.WORDS,
                            Optional.empty()));
        }

        @Override
        protected List<PluginChoice<DatasetSource>> withoutFiles() {
            return List.of(choice("absent.csv"), choice("absent.jsonl"), choice("absent"));
        }
    }
}
