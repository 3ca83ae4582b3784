package org.exeunt.datasets.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
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

class MnistSourceTest {
    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";

    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();

    /** Two training images in plain files, one test image in compressed ones. */
    @BeforeEach
    void writeFiles() throws IOException {
        Files.write(folder.resolve(TRAIN_IMAGES), images(0x803, 2, 28, 28));
        Files.write(folder.resolve(TRAIN_LABELS), labels(0x801, 7, 2));
        Files.write(folder.resolve(TEST_IMAGES), packed(images(0x803, 1, 28, 28)));
        Files.write(folder.resolve(TEST_LABELS), packed(labels(0x801, 9)));
    }

    /** Returns images; pixel p of image i is 10 i + p / 28. */
    private static byte[] images(int magic, int count, int height, int width) {
        ByteBuffer content = ByteBuffer.allocate(16 + count * height * width);
        content.putInt(magic).putInt(count).putInt(height).putInt(width);
        for (int i = 0; i < count * height * width; i++) {
            content.put((byte) (10 * (i / (height * width)) + i % (height * width) / 28));
        }
        return content.array();
    }

    private static byte[] labels(int magic, int... labels) {
        ByteBuffer content = ByteBuffer.allocate(8 + labels.length);
        content.putInt(magic).putInt(labels.length);
        Arrays.stream(labels).forEach(label -> content.put((byte) label));
        return content.array();
    }

    private static byte[] packed(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream pack = new GZIPOutputStream(bytes)) {
            pack.write(content);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    @Test
    void imagesAreInFileOrder() throws IOException {
        Dataset mnist = source(folder, Scaling.UNIT).load(new RandomStreams(0));
        float[] image = new float[784];
        mnist.train().copyTo(1, image, 0);

        assertThat(IntStream.range(0, 3).map(mnist.all()::label)).containsExactly(7, 2, 9);
        assertThat(mnist.input()).isEqualTo(InputShape.image(1, 28, 28));
        assertThat(mnist.classNames()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(image[0]).isCloseTo(10 / 127.5f - 1, within(1e-6f));
        assertThat(image[783]).isCloseTo(37 / 127.5f - 1, within(1e-6f));
        assertThat(mnist.files())
                .contains(
                        new Dataset.File(TRAIN_IMAGES, 2, Sha256.of(images(0x803, 2, 28, 28))),
                        new Dataset.File(TEST_LABELS, 0, Sha256.of(Files.readAllBytes(folder.resolve(TEST_LABELS)))));
        RealData.assertFilesCoverAllExamples(mnist);
        assertThat(context.warnings()).singleElement().asString().contains("3 of 70,000", folder.toString());
    }

    @Test
    void pixelsAreScaledByTheStatisticsOfTheSet() {
        float[] image = new float[784];
        source(folder, Scaling.NORM_STATS).load(new RandomStreams(0)).train().copyTo(1, image, 0);
        assertThat(image[0]).isCloseTo((10 / 255f - 0.1307f) / 0.3081f, within(1e-5f));
    }

    static Stream<Damage> cases() {
        byte[] images = images(0x803, 2, 28, 28);
        byte[] packed = packed(images(0x803, 1, 28, 28));
        return Stream.concat(
                Damage.ofTheFolder(),
                Stream.of(
                        Damage.removed(TRAIN_IMAGES),
                        Damage.of(
                                "no test labels",
                                folder -> Files.delete(folder.resolve(TEST_LABELS)),
                                DataErrors.NO_FILE,
                                "t10k-labels-idx1-ubyte is missing",
                                TEST_LABELS),
                        Damage.folderInPlaceOf(TRAIN_LABELS),
                        Damage.content("empty file", TRAIN_IMAGES, new byte[0], DataErrors.EMPTY, "0 bytes"),
                        Damage.content(
                                "magic of labels",
                                TRAIN_IMAGES,
                                images(0x801, 2, 28, 28),
                                DataErrors.FOREIGN,
                                "0x00000801 at offset 0",
                                "0x00000803"),
                        Damage.content(
                                "magic of floats",
                                TRAIN_LABELS,
                                labels(0xD01, 1, 2),
                                DataErrors.FOREIGN,
                                "0x00000d01",
                                "0x00000801"),
                        Damage.content(
                                "two bytes",
                                TRAIN_LABELS,
                                new byte[] {0, 0},
                                DataErrors.FOREIGN,
                                "2 bytes read",
                                "0x00000801"),
                        Damage.content(
                                "header cut off",
                                TRAIN_IMAGES,
                                Arrays.copyOf(images, 13),
                                DataErrors.TRUNCATED,
                                "offset 13 within the header",
                                "16 bytes"),
                        Damage.content(
                                "images of another height",
                                TRAIN_IMAGES,
                                images(0x803, 2, 32, 28),
                                DataErrors.FOREIGN,
                                "length 32 of axis 2 at offset 8",
                                "expected 28"),
                        Damage.content(
                                "images of another width",
                                TRAIN_IMAGES,
                                images(0x803, 2, 28, 14),
                                DataErrors.FOREIGN,
                                "length 14 of axis 3 at offset 12",
                                "expected 28"),
                        Damage.content(
                                "last byte cut off",
                                TRAIN_IMAGES,
                                Arrays.copyOf(images, images.length - 1),
                                DataErrors.TRUNCATED,
                                "ends at offset 1583",
                                "1584 bytes"),
                        Damage.content(
                                "one byte too many",
                                TRAIN_IMAGES,
                                Arrays.copyOf(images, images.length + 1),
                                DataErrors.TRUNCATED,
                                "more bytes from offset 1584"),
                        Damage.content(
                                "no element",
                                TRAIN_LABELS,
                                labels(0x801),
                                DataErrors.FOREIGN,
                                "0 elements at offset 4"),
                        Damage.content(
                                "more elements than a file can hold",
                                TRAIN_IMAGES,
                                ByteBuffer.allocate(16)
                                        .putInt(0x803)
                                        .putInt(Integer.MAX_VALUE)
                                        .putInt(28)
                                        .putInt(28)
                                        .array(),
                                DataErrors.FOREIGN,
                                "2147483647 elements"),
                        Damage.content(
                                "label 10",
                                TRAIN_LABELS,
                                labels(0x801, 3, 10),
                                DataErrors.WRONG_LABEL,
                                "label 10 at offset 9",
                                "0 to 9"),
                        Damage.content(
                                "more labels than images",
                                TRAIN_LABELS,
                                labels(0x801, 1, 2, 3),
                                DataErrors.CONTRADICTION,
                                "2 images",
                                "3 labels"),
                        Damage.of(
                                "test images that are the training images",
                                folder -> {
                                    Files.copy(folder.resolve(TRAIN_IMAGES), folder.resolve("t10k-images-idx3-ubyte"));
                                    Files.copy(folder.resolve(TRAIN_LABELS), folder.resolve("t10k-labels-idx1-ubyte"));
                                },
                                DataErrors.CONTRADICTION,
                                "train-images-idx3-ubyte and t10k-images-idx3-ubyte",
                                "same content"),
                        Damage.content(
                                "packed file that is not packed",
                                TEST_IMAGES,
                                images(0x803, 1, 28, 28),
                                DataErrors.UNREADABLE,
                                "GZIP"),
                        Damage.content(
                                "packed file cut off",
                                TEST_IMAGES,
                                Arrays.copyOf(packed, packed.length - 10),
                                DataErrors.UNREADABLE,
                                "ZLIB")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reportsTheLocationOfDamage(Damage damage) throws IOException {
        damage.assertReported(folder, source(folder, Scaling.UNIT));
    }

    @Test
    void realClassFrequenciesAreAsPublished() {
        Path real = RealData.folder("mnist");
        Dataset mnist = source(real, Scaling.NORM_STATS).load(new RandomStreams(0));
        assertThat(mnist.train().classCounts(10))
                .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
        assertThat(mnist.test().classCounts(10)).containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
        assertThat(context.warnings()).isEmpty();

        double sum = 0;
        float[] image = new float[784];
        for (int i = 0; i < mnist.train().size(); i++) {
            mnist.train().copyTo(i, image, 0);
            for (float value : image) {
                sum += value;
            }
        }
        assertThat(sum / 60_000 / 784).as("mean of scaled pixels").isCloseTo(0, within(0.001));
    }

    private DatasetSource source(Path from, Scaling scaling) {
        return new MnistSource.Provider().create(new ImageSetOptions(from, scaling), context);
    }
}
