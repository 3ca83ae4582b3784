package org.exeunt.datasets.imagefolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.datasets.Content.labels;
import static org.exeunt.datasets.Content.values;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import javax.imageio.ImageIO;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.FormatDetector;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.Errors;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.Picture;
import org.exeunt.datasets.TestFolder;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.datasets.imagefolder.ImageFolderSource.Options.Colour;
import org.exeunt.datasets.userdata.ClassFolders.Layout;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.hostile.HostileInput;
import org.exeunt.testsupport.DecoyDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderSourceTest {
    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();

    @Test
    void readsAFolderPerClassInOrderOfNames() throws Exception {
        Path second = image("dog/b.png", 0x0000FF, 0x00FF00);
        Path first = image("dog/a.png", 0xFF0000, 0x000000);
        image("cat/z.png", 0xFFFFFF, 0x336699);
        Files.writeString(folder.resolve(".DS_Store"), "x");
        Files.writeString(folder.resolve("cat/Thumbs.db"), "x");
        Files.writeString(folder.resolve("cat/._z.png"), "x");

        Dataset dataset = load(Layout.AUTO, Colour.RGB, Scaling.UNIT);

        assertThat(dataset.name()).isEqualTo(folder.getFileName().toString());
        assertThat(dataset.classNames()).containsExactly("cat", "dog");
        assertThat(dataset.input()).isEqualTo(InputShape.image(3, 1, 2));
        assertThat(labels(dataset.train())).containsExactly(0, 1, 1);
        assertThat(dataset.test().size()).isZero();
        assertThat(dataset.owners()).isEmpty();
        // x / 127.5 - 1: 0x33 = 51 gives -0.6, 0x66 = 102 gives -0.2, 0x99 = 153 gives 0.2
        assertThat(values(dataset, 0)).containsExactly(new float[] {1, -0.6f, 1, -0.2f, 1, 0.2f}, within(1e-6f));
        assertThat(values(dataset, 1)).containsExactly(1, -1, -1, -1, -1, -1);
        assertThat(values(dataset, 2)).containsExactly(-1, -1, -1, 1, 1, -1);
        assertThat(dataset.files()).extracting(Dataset.File::name).containsExactly("cat", "dog");
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        byte[] a = sha.digest(Files.readAllBytes(first));
        byte[] b = sha.digest(Files.readAllBytes(second));
        sha.update(a);
        assertThat(dataset.files().get(1))
                .isEqualTo(new Dataset.File("dog", 2, HexFormat.of().formatHex(sha.digest(b))));
        assertThat(context.warnings()).singleElement().asString().contains("'cat' has 1 training example,");
    }

    @Test
    void detectsTrainAndTest() throws IOException {
        image("test/dog/1.png", 0x000001, 0);
        image("train/cat/1.png", 0x000002, 0);
        image("train/dog/1.png", 0x000003, 0);

        Dataset dataset = load(Layout.AUTO, Colour.RGB, Scaling.UNIT);

        assertThat(labels(dataset.train())).containsExactly(0, 1);
        assertThat(labels(dataset.test())).containsExactly(1);
        assertThat(dataset.files())
                .extracting(Dataset.File::name)
                .containsExactly("train/cat", "train/dog", "test/dog");
    }

    @Test
    void classesMayBeNamedTrainAndTest() throws IOException {
        image("test/1.png", 0x000001, 0);
        image("train/1.png", 0x000002, 0);
        assertThat(load(Layout.AUTO, Colour.RGB, Scaling.UNIT).classNames()).containsExactly("test", "train");
    }

    @Test
    void readsOwners() throws IOException {
        image("zoe/cat/1.png", 0x000001, 0);
        image("ann/dog/1.png", 0x000002, 0);
        image("ann/cat/1.png", 0x000003, 0);

        Dataset dataset = load(Layout.OWNER_CLASS, Colour.RGB, Scaling.UNIT);

        assertThat(dataset.owners().orElseThrow().names()).containsExactly("ann", "zoe");
        assertThat(dataset.owners().orElseThrow().ofExamples()).containsExactly(0, 0, 1);
        assertThat(labels(dataset.train())).containsExactly(0, 1, 0);
        assertThat(dataset.files()).extracting(Dataset.File::name).containsExactly("ann/cat", "ann/dog", "zoe/cat");
        assertRefused(Layout.AUTO, "ann: a folder of folders", "dataset.layout", "\"owner-class\"");
    }

    @Test
    void standardisesByTrainingImages() throws IOException {
        image("train/a/1.png", 0x000000, 0xFFFFFF);
        image("train/b/1.png", 0x000000, 0x000000);
        image("test/b/1.png", 0xFFFFFF, 0xFFFFFF);

        Dataset dataset = load(Layout.AUTO, Colour.GREY, Scaling.NORM_STATS);

        // grey values of training images 0, 1, 0, 0: mean 1/4, variance 3/16
        double deviation = Math.sqrt(3) / 4;
        float white = (float) (0.75 / deviation);
        float black = (float) (-0.25 / deviation);
        assertThat(values(dataset, 0)).containsExactly(new float[] {black, white}, within(1e-6f));
        assertThat(values(dataset, 2)).containsExactly(new float[] {white, white}, within(1e-6f));
        DatasetSource source = source(Layout.AUTO, Colour.GREY, Scaling.NORM_STATS);
        assertThat(source.inputScaling().orElseThrow().channels())
                .singleElement()
                .satisfies(channel -> {
                    assertThat(channel.name()).isEqualTo("grey");
                    assertThat(channel.mean()).isCloseTo(63.75, within(1e-9));
                    assertThat(channel.deviation()).isCloseTo(255 * deviation, within(1e-9));
                });
        assertThat(source.inputReader().orElseThrow().read(folder.resolve("train/a/1.png")))
                .isEqualTo(values(dataset, 0));
    }

    @Test
    void aConstantChannelIsOnlyCentred() throws IOException {
        image("a/1.png", 0x330000, 0x330000);
        image("b/1.png", 0x33FF00, 0x330000);
        Dataset dataset = load(Layout.AUTO, Colour.RGB, Scaling.NORM_STATS);
        assertThat(values(dataset, 0)[0]).isCloseTo(0, within(1e-6f));
    }

    @Test
    void reportsAllProblemsAtOnce() throws IOException {
        image("cat/1.png", 1, 2);
        image("dog/1.png", 3, 4);
        Files.writeString(folder.resolve("cat/notes.txt"), "about cats");
        Files.write(folder.resolve("dog/cut.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
        Files.createFile(folder.resolve("dog/empty.jpg"));
        Files.createSymbolicLink(folder.resolve("dog/lost.png"), folder.resolve("nowhere"));
        assertRefused(
                Layout.AUTO,
                "4 problems",
                "cat/notes.txt has another format",
                "dog/cut.png is damaged",
                "dog/empty.jpg",
                "dog/lost.png");
        Files.writeString(folder.resolve("readme.txt"), "x");
        assertRefused(Layout.AUTO, "1 problem.", "readme.txt: a file in place of a folder");
    }

    @Test
    void listsTheFirstOfManyProblems() throws IOException {
        image("cat/1.png", 1, 2);
        for (int i = 0; i < 30; i++) {
            Files.writeString(folder.resolve("cat/" + i + ".txt"), "x");
        }
        image("dog/1.png", 3, 4);
        assertRefused(Layout.AUTO, "30 problems", "and 10 more");
    }

    @Test
    void reportsWrongFolders() throws IOException {
        assertRefused(Layout.AUTO, "it is empty");
        image("cat/1.png", 1, 2);
        assertRefused(Layout.AUTO, "one class, 'cat'");
        Files.createDirectory(folder.resolve("dog"));
        assertRefused(Layout.AUTO, "dog: an empty folder");
        image("dog/more/1.png", 1, 2);
        assertRefused(Layout.CLASS, "dog/more: a folder in the folder of a class");
        assertRefused(Layout.SPLIT_CLASS, "cat: expected only train and test");
    }

    @Test
    void aTestClassWithoutTrainingIsAProblem() throws IOException {
        image("train/cat/1.png", 1, 2);
        image("train/dog/1.png", 1, 3);
        image("test/cow/1.png", 1, 4);
        assertRefused(Layout.AUTO, "class 'cow' has test examples and no training examples");
    }

    @Test
    void linkLoopsAndDevicesAreRefused() throws IOException {
        image("cat/1.png", 1, 2);
        Files.createDirectory(folder.resolve("dog"));
        Files.createSymbolicLink(folder.resolve("dog/self.png"), folder.resolve("dog/self.png"));
        DecoyDevice.ZERO.createOrPipe(folder.resolve("dog/zero.png"));
        assertRefused(Layout.AUTO, "2 problems", "dog/self.png", "dog/zero.png", "a device");
        Files.createSymbolicLink(folder.resolve("dog/up"), folder);
        assertRefused(Layout.CLASS, "dog/up: a folder in the folder of a class");
    }

    @Test
    void warnsAboutDuplicates() throws IOException {
        image("train/cat/1.png", 1, 2);
        image("train/dog/1.png", 3, 4);
        image("train/dog/2.png", 1, 2);
        image("train/cat/2.png", 5, 6);
        image("test/dog/1.png", 3, 4);
        load(Layout.AUTO, Colour.RGB, Scaling.UNIT);
        assertThat(context.warnings())
                .singleElement()
                .asString()
                .contains(
                        "2 of 5 examples",
                        "train/cat/1.png and train/dog/2.png",
                        "1 of them",
                        "1 of the test set",
                        "hold out");
    }

    @Test
    void countsNoTestExamplesWithoutATestSet() throws IOException {
        image("cat/1.png", 1, 2);
        image("cat/2.png", 5, 6);
        image("dog/1.png", 3, 4);
        image("dog/2.png", 1, 2);
        load(Layout.AUTO, Colour.RGB, Scaling.UNIT);
        assertThat(context.warnings())
                .singleElement()
                .asString()
                .endsWith("1 of them have another class, and examples that clients hold out for tests may repeat"
                        + " training examples");
    }

    @Test
    void refusesWhatDoesNotFitIntoMemory() throws IOException {
        for (int i = 0; i < 400; i++) {
            Files.createDirectories(folder.resolve("a"));
            Files.createFile(folder.resolve("a/" + i));
        }
        DatasetSource huge = new ImageFolderSource.Format()
                .create(
                        new ImageFolderSource.Options(folder, 4096, 4096, Colour.RGB, Layout.AUTO, Scaling.UNIT),
                        context);
        TestFolder.assertRefused(huge, folder, Errors.DATA_39, "19,200 MiB", "dataset.height");
    }

    @Test
    void unitScalingReadsNoFiles() {
        DatasetSource source = new ImageFolderSource.Format()
                .create(
                        new ImageFolderSource.Options(
                                folder.resolve("absent"), 2, 2, Colour.GREY, Layout.AUTO, Scaling.UNIT),
                        context);
        assertThat(source.inputReader()).isPresent();
        assertThat(source.inputScaling().orElseThrow().channels()).hasSize(1);
    }

    @Test
    void onePictureInColourMakesAllColour() throws IOException {
        FormatDetector detector = new ImageFolderSource.Format();
        TestFolder files = TestFolder.in(folder)
                .with("cat/1.png", Picture.of("png", BufferedImage.TYPE_BYTE_GRAY, 9))
                .with("dog/1.jpg", Picture.of("jpeg", BufferedImage.TYPE_BYTE_GRAY, 9));
        assertThat(detector.detect(folder, Map.of()).orElseThrow().options()).containsEntry("colour", "grey");
        files.with("dog/2.png", Picture.of("png", BufferedImage.TYPE_INT_RGB, 9));
        assertThat(detector.detect(folder, Map.of()).orElseThrow().options()).containsEntry("colour", "rgb");
    }

    @Test
    void damagedFilesAreRefusedOrRead() throws IOException {
        TestFolder.in(folder)
                .with("train/cat/1.png", Picture.of("png", BufferedImage.TYPE_INT_RGB, 9))
                .with("train/dog/1.jpg", Picture.of("jpeg", BufferedImage.TYPE_BYTE_GRAY, 8))
                .with("train/dog/2.gif", Picture.of("gif", BufferedImage.TYPE_BYTE_INDEXED, 8))
                .with("test/dog/3.bmp", Picture.of("bmp", BufferedImage.TYPE_INT_RGB, 7))
                .fuzz(
                        HostileInput.of("image-folder", 300).allocatingAtMost(1L << 30),
                        source(Layout.AUTO, Colour.RGB, Scaling.NORM_STATS));
    }

    private void assertRefused(Layout layout, String... mentions) {
        TestFolder.assertRefused(source(layout, Colour.RGB, Scaling.UNIT), folder, Errors.DATA_38, mentions);
    }

    private Dataset load(Layout layout, Colour colour, Scaling scaling) {
        return source(layout, colour, scaling).load(new RandomStreams(0));
    }

    private DatasetSource source(Layout layout, Colour colour, Scaling scaling) {
        return new ImageFolderSource.Format()
                .create(new ImageFolderSource.Options(folder, 1, 2, colour, layout, scaling), context);
    }

    /** Writes an image of one row with two pixels. */
    private Path image(String name, int left, int right) throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, left);
        image.setRGB(1, 0, right);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
