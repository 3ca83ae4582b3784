package org.exeunt.datasets.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.Errors;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.DatasetPlugins;
import org.exeunt.datasets.Packed;
import org.exeunt.datasets.RealData;
import org.exeunt.datasets.TestFolder;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.hostile.HostileInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistSourceTest {
    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";

    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();

    private TestFolder files;

    /** Two training images in plain files, one test image in compressed ones. */
    @BeforeEach
    void writeFiles() throws IOException {
        files = TestFolder.in(folder)
                .with(TRAIN_IMAGES, images(0x803, 2, 28, 28))
                .with(TRAIN_LABELS, labels(0x801, 7, 2))
                .with(TEST_IMAGES, Packed.of(images(0x803, 1, 28, 28)))
                .with(TEST_LABELS, Packed.of(labels(0x801, 9)));
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

    @Test
    void refusesDamagedFiles() throws IOException {
        DatasetSource source = source(folder, Scaling.UNIT);
        files.assertRequired(source, TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);
        byte[] images = images(0x803, 2, 28, 28);
        for (byte[] wrong : List.of(
                images(0x801, 2, 28, 28),
                images(0x803, 2, 32, 28),
                images(0x803, 2, 28, 14),
                Arrays.copyOf(images, 13),
                Arrays.copyOf(images, images.length - 1),
                Arrays.copyOf(images, images.length + 1))) {
            files.assertInvalid(
                    source,
                    TRAIN_IMAGES,
                    wrong,
                    TRAIN_IMAGES,
                    wrong.length + " unpacked bytes",
                    "the header 000008030000000");
        }
        for (byte[] wrong : List.of(new byte[2], labels(0x801), labels(0xD01, 1, 2))) {
            files.assertInvalid(source, TRAIN_LABELS, wrong, "the header 00000801");
        }
        files.assertInvalid(source, TRAIN_LABELS, labels(0x801, 1, 2, 3), "3 labels", "2 images");
        files.assertInvalid(source, TEST_IMAGES, Packed.of(new byte[200 << 20]), "unpacked bytes");
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images);
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(0x801, 7, 2));
        TestFolder.assertRefused(source, folder, Errors.DATA_13, "a copy of another file");
        Files.delete(folder.resolve("t10k-images-idx3-ubyte"));
        Files.write(folder.resolve(TEST_IMAGES), images);
        TestFolder.assertRefused(source, folder, Errors.DATA_12, TEST_IMAGES, "GZIP");
        Files.write(folder.resolve(TEST_IMAGES), Arrays.copyOf(files.files().get(TEST_IMAGES), 30));
        TestFolder.assertRefused(source, folder, Errors.DATA_12, TEST_IMAGES, "ends too early");
    }

    @Test
    void damagedFilesAreRefusedOrRead() {
        files.fuzz(HostileInput.of("mnist", 1_000), source(folder, Scaling.UNIT));
    }

    @Test
    void realClassFrequenciesAreAsPublished() {
        Dataset mnist = source(RealData.folder("mnist"), Scaling.NORM_STATS).load(new RandomStreams(0));
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
        return new DatasetPlugins()
                .choose(DatasetSource.class, "mnist", new ImageSetOptions(from, scaling))
                .create(context);
    }
}
