package org.exeunt.datasets.tinyimagenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.Errors;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.DatasetPlugins;
import org.exeunt.datasets.RealData;
import org.exeunt.datasets.TestFolder;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.hostile.HostileInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyImageNetSourceTest {
    private static final String FISH = "n01443537";
    private static final String FROG = "n01641577";
    private static final String ANNOTATIONS = "val/val_annotations.txt";
    private static final String IMAGE = "train/" + FISH + "/images/" + FISH + "_1.JPEG";

    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();

    private TestFolder files;

    /** Two classes, listed in descending order: three training images, two validation images, one of them grey. */
    @BeforeEach
    void writeFiles() throws IOException {
        files = TestFolder.in(folder)
                .with("wnids.txt", FROG + "\n" + FISH + "\n")
                .with("words.txt", FISH + "\tgoldfish, Carassius auratus\n" + FROG + "\t,\n")
                .with("train/" + FISH + "/images/" + FISH + "_0.JPEG", colour(200, 100, 50))
                .with(IMAGE, colour(10, 20, 30))
                .with("train/" + FISH + "/" + FISH + "_boxes.txt", "ignored")
                .with("train/" + FROG + "/images/" + FROG + "_0.JPEG", colour(0, 255, 0))
                .with("val/images/val_1.JPEG", colour(1, 2, 3))
                .with("val/images/val_0.JPEG", grey(100))
                .with(ANNOTATIONS, "val_1.JPEG\t" + FROG + "\t0\t0\t62\t62\nval_0.JPEG\t" + FISH + "\t1\t2\t3\t4\n");
    }

    private static byte[] colour(int red, int green, int blue) {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(red, green, blue));
        pen.fillRect(0, 0, 64, 64);
        pen.dispose();
        return encoded(image, "jpeg");
    }

    private static byte[] grey(int level) {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster()
                .setSamples(
                        0,
                        0,
                        64,
                        64,
                        0,
                        IntStream.generate(() -> level).limit(4096).toArray());
        return encoded(image, "jpeg");
    }

    private static byte[] encoded(BufferedImage image, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, bytes);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    @Test
    void imagesAreSortedByClassIdAndName() {
        Dataset tiny = source(folder).load(new RandomStreams(0));
        assertThat(IntStream.range(0, 5).map(tiny.all()::label)).containsExactly(0, 0, 1, 1, 0);
        assertThat(tiny.classNames()).containsExactly("goldfish", FROG);
        assertThat(tiny.input()).isEqualTo(InputShape.image(3, 64, 64));
        assertColour(tiny.train(), 0, 200, 100, 50);
        assertColour(tiny.train(), 1, 10, 20, 30);
        assertColour(tiny.test(), 0, 1, 2, 3);
        RealData.assertFilesCoverAllExamples(tiny);
        assertThat(tiny.files())
                .extracting(Dataset.File::name)
                .containsExactly("wnids.txt", "train/" + FISH, "train/" + FROG, "val_annotations.txt", "val/images");
        assertThat(tiny.files().get(1).sha256())
                .isEqualTo(Sha256.of(Sha256.bytes(colour(200, 100, 50)), Sha256.bytes(colour(10, 20, 30))));
        assertThat(context.warnings()).singleElement().asString().contains("5 of 110,000");
    }

    @Test
    void greyIsTheSameInAllChannels() {
        assertColour(source(folder).load(new RandomStreams(0)).test(), 1, 100, 100, 100);
    }

    /** JPEG is lossy: a constant image is decoded within a few levels. */
    private static void assertColour(Examples examples, int index, int... levels) {
        float[] image = new float[3 * 4096];
        examples.copyTo(index, image, 0);
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < 4096; i++) {
                assertThat((image[channel * 4096 + i] + 1) * 127.5f)
                        .as("image %d, channel %d, pixel %d", index, channel, i)
                        .isCloseTo(levels[channel], within(3f));
            }
        }
    }

    @Test
    void refusesDamagedFiles() throws IOException {
        DatasetSource source = source(folder);
        files.assertRequired(source, "wnids.txt", ANNOTATIONS);
        for (String ids : List.of(FISH + "\nfrog\n", FISH + "\n" + FROG + "\n" + FISH, "../../etc")) {
            files.assertInvalid(source, "wnids.txt", ids, "wnids.txt", "different ids such as n01443537");
        }
        files.assertInvalid(source, "wnids.txt", new byte[] {'n', (byte) 0xFF}, "offset 1", "UTF-8");
        for (String line : List.of(
                "val_1.JPEG\t" + FROG + "\t0\t0\t62\n", // five columns
                "val_7.JPEG\t" + FROG + "\t0\t0\t62\t62\n",
                "val_1.JPEG\tn09999999\t0\t0\t62\t62\n")) {
            files.assertInvalid(source, ANNOTATIONS, line, "val_annotations.txt, line 1: '", "with an id of wnids.txt");
        }
        String right = "val_1.JPEG\t" + FROG + "\t0\t0\t62\t62\n";
        files.assertInvalid(source, ANNOTATIONS, right.repeat(2), "line 2");
        files.assertInvalid(source, ANNOTATIONS, right, "no line for [val_0.JPEG]");
        files.assertInvalid(source, IMAGE, "<html>", IMAGE, "has another format");
        files.assertInvalid(source, IMAGE, new byte[0], "it is empty");
        byte[] whole = files.files().get(IMAGE);
        files.assertInvalid(source, IMAGE, Arrays.copyOf(whole, whole.length - 40), FISH + "_1.JPEG is damaged");
        files.assertInvalid(source, IMAGE, Arrays.copyOf(whole, 30), FISH + "_1.JPEG is damaged");
        Files.writeString(folder.resolve(IMAGE.replace("_1.JPEG", "_0.JPEG")), "the first of two");
        files.assertInvalid(source, IMAGE, "the second", FISH + "_0.JPEG");
        Files.writeString(folder.resolve("wnids.txt"), FISH + "\n" + FROG + "\nn09999999\n");
        TestFolder.assertRefused(source, folder, Errors.DATA_12, "n09999999", "does not exist");
    }

    @Test
    void damagedFilesAreRefusedOrRead() {
        files.fuzz(HostileInput.of("tinyimagenet", 500), source(folder));
    }

    @Test
    void realClassFrequenciesAreAsPublished() {
        Path real = RealData.folder("tiny-imagenet-200");
        Dataset tiny = new DatasetPlugins()
                .choose(DatasetSource.class, "tinyimagenet", new ImageSetOptions(real, Scaling.NORM_STATS))
                .create(context)
                .load(new RandomStreams(0));
        assertThat(tiny.train().classCounts(50)).containsOnly(200);
        assertThat(tiny.test().classCounts(50)).containsOnly(50);
        assertThat(context.warnings()).singleElement().asString().contains("12,500 of 110,000");

        double[] sums = new double[3];
        double[] squares = new double[3];
        float[] image = new float[3 * 4096];
        for (int i = 0; i < 10_000; i++) {
            tiny.train().copyTo(i, image, 0);
            for (int p = 0; p < image.length; p++) {
                sums[p / 4096] += image[p];
                squares[p / 4096] += image[p] * image[p];
            }
        }
        for (int channel = 0; channel < 3; channel++) {
            double mean = sums[channel] / 10_000 / 4096;
            double deviation = Math.sqrt(squares[channel] / 10_000 / 4096 - mean * mean);
            assertThat(mean).as("mean of channel %d", channel).isCloseTo(0, within(0.1));
            assertThat(deviation).as("deviation of channel %d", channel).isCloseTo(1, within(0.1));
        }
    }

    private DatasetSource source(Path from) {
        return new DatasetPlugins()
                .choose(DatasetSource.class, "tinyimagenet", new ImageSetOptions(from, Scaling.UNIT))
                .create(context);
    }
}
