package org.exeunt.datasets.tinyimagenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.Damage;
import org.exeunt.datasets.RealData;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TinyImageNetSourceTest {
    private static final String FISH = "n01443537";
    private static final String FROG = "n01641577";
    private static final String ANNOTATIONS = "val/val_annotations.txt";
    private static final String IMAGE = "train/" + FISH + "/images/" + FISH + "_1.JPEG";

    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();

    /** Two classes, listed in descending order: three training images, two validation images, one of them grey. */
    @BeforeEach
    void writeFiles() throws IOException {
        write("wnids.txt", (FROG + "\n" + FISH + "\n").getBytes(StandardCharsets.UTF_8));
        write("words.txt", (FISH + "\tgoldfish, Carassius auratus\n").getBytes(StandardCharsets.UTF_8));
        write("train/" + FISH + "/images/" + FISH + "_0.JPEG", colour(200, 100, 50));
        write(IMAGE, colour(10, 20, 30));
        write("train/" + FISH + "/" + FISH + "_boxes.txt", "ignored".getBytes(StandardCharsets.UTF_8));
        write("train/" + FROG + "/images/" + FROG + "_0.JPEG", colour(0, 255, 0));
        write("val/images/val_1.JPEG", colour(1, 2, 3));
        write("val/images/val_0.JPEG", grey(100));
        write(
                ANNOTATIONS,
                ("val_1.JPEG\t" + FROG + "\t0\t0\t62\t62\nval_0.JPEG\t" + FISH + "\t1\t2\t3\t4\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static byte[] colour(int red, int green, int blue) {
        return image("jpeg", BufferedImage.TYPE_INT_RGB, 64, 64, new Color(red, green, blue));
    }

    private static byte[] image(String format, int type, int width, int height, Color colour) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D pen = image.createGraphics();
        pen.setColor(colour);
        pen.fillRect(0, 0, width, height);
        pen.dispose();
        return encoded(image, format);
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
        assertThat(context.warnings())
                .singleElement()
                .asString()
                .contains("5 of 110,000", "2 classes, 3 training and 2 validation images");
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

    static Stream<Damage> cases() {
        byte[] right = colour(10, 20, 30);
        return Stream.concat(
                Damage.ofTheFolder(),
                Stream.of(
                        Damage.removed("wnids.txt"),
                        Damage.removed(ANNOTATIONS),
                        Damage.text("empty list of classes", "wnids.txt", "", DataErrors.EMPTY, "0 bytes"),
                        Damage.text("no id", "wnids.txt", FISH + "\nfrog\n", DataErrors.WRONG_LINE, "line 2", "'frog'"),
                        Damage.text(
                                "an id twice",
                                "wnids.txt",
                                FISH + "\n" + FROG + "\n" + FISH,
                                DataErrors.WRONG_LINE,
                                "line 3",
                                "a second time"),
                        Damage.content(
                                "ids that are no text",
                                "wnids.txt",
                                new byte[] {'n', (byte) 0xFF},
                                DataErrors.NOT_TEXT,
                                "offset 1"),
                        Damage.text("words without tab", "words.txt", "fish\n", DataErrors.WRONG_LINE, "line 1"),
                        Damage.of(
                                "a class without folder",
                                folder -> Files.writeString(
                                        folder.resolve("wnids.txt"), FISH + "\n" + FROG + "\nn09999999\n"),
                                DataErrors.NO_FILE,
                                "n09999999",
                                "does not exist"),
                        Damage.text(
                                "a folder of no class", "wnids.txt", FISH, DataErrors.CONTRADICTION, FROG, "1 classes"),
                        Damage.of(
                                "a class without images",
                                folder -> Files.delete(folder.resolve("train/" + FROG + "/images/" + FROG + "_0.JPEG")),
                                DataErrors.EMPTY,
                                FROG),
                        Damage.text(
                                "an annotation of five columns",
                                ANNOTATIONS,
                                "val_1.JPEG\t" + FROG + "\t0\t0\t62\n",
                                DataErrors.WRONG_LINE,
                                "line 1",
                                "5 columns",
                                "expected 6"),
                        Damage.text(
                                "an image without annotation",
                                ANNOTATIONS,
                                "val_1.JPEG\t" + FROG + "\t0\t0\t62\t62\n",
                                DataErrors.CONTRADICTION,
                                "val_0.JPEG",
                                "1 images without one"),
                        Damage.text(
                                "an annotation without image",
                                ANNOTATIONS,
                                "val_7.JPEG\t" + FROG + "\t0\t0\t62\t62\n",
                                DataErrors.CONTRADICTION,
                                "line 1",
                                "'val_7.JPEG'"),
                        Damage.text(
                                "an annotation twice",
                                ANNOTATIONS,
                                ("val_1.JPEG\t" + FROG + "\t0\t0\t62\t62\n").repeat(2),
                                DataErrors.CONTRADICTION,
                                "line 2"),
                        Damage.text(
                                "an annotation of no class",
                                ANNOTATIONS,
                                "val_1.JPEG\tn09999999\t0\t0\t62\t62\n",
                                DataErrors.WRONG_LABEL,
                                "line 1",
                                "'n09999999'",
                                "2 ids"),
                        Damage.content("an empty image", IMAGE, new byte[0], DataErrors.EMPTY, "0 bytes"),
                        Damage.text(
                                "an image that is text", IMAGE, "<html>", DataErrors.FOREIGN, "not readable as JPEG"),
                        Damage.content(
                                "an image that is PNG",
                                IMAGE,
                                image("png", BufferedImage.TYPE_INT_RGB, 64, 64, Color.RED),
                                DataErrors.FOREIGN,
                                "not readable as JPEG"),
                        Damage.content(
                                "an image of another size",
                                IMAGE,
                                image("jpeg", BufferedImage.TYPE_INT_RGB, 64, 48, Color.RED),
                                DataErrors.FOREIGN,
                                "64 x 48 pixels",
                                "64 x 64"),
                        Damage.content(
                                "an image cut off", IMAGE, Arrays.copyOf(right, right.length - 40), DataErrors.FOREIGN),
                        Damage.content(
                                "an image cut off in its header", IMAGE, Arrays.copyOf(right, 30), DataErrors.FOREIGN),
                        Damage.of(
                                "of two damaged images the first",
                                folder -> {
                                    Files.writeString(folder.resolve(IMAGE), "second");
                                    Files.writeString(folder.resolve(IMAGE.replace("_1.JPEG", "_0.JPEG")), "first");
                                },
                                DataErrors.FOREIGN,
                                FISH + "_0.JPEG")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reportsTheLocationOfDamage(Damage damage) throws IOException {
        damage.assertReported(folder, source(folder));
    }

    @Test
    void realClassFrequenciesAreAsPublished() {
        Path real = RealData.folder("tiny-imagenet-200");
        Dataset tiny = new TinyImageNetSource.Provider()
                .create(new ImageSetOptions(real, Scaling.NORM_STATS), context)
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
        return new TinyImageNetSource.Provider().create(new ImageSetOptions(from, Scaling.UNIT), context);
    }
}
