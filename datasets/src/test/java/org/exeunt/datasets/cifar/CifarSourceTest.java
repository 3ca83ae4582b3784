package org.exeunt.datasets.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.datasets.Content.labels;
import static org.exeunt.datasets.Content.values;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
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
import org.exeunt.testsupport.DecoyDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarSourceTest {
    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();
    private TestFolder coarse;
    private TestFolder fine;

    @BeforeEach
    void writeFiles() throws IOException {
        coarse = TestFolder.in(Files.createDirectory(folder.resolve("10")))
                .with("data_batch_1.bin", records(1, 3, 1))
                .with("data_batch_2.bin", records(1, 4))
                .with("test_batch.bin", records(1, 0, 9, 5));
        fine = TestFolder.in(Files.createDirectory(folder.resolve("100")))
                .with("train.bin", records(2, 11, 19, 15, 29, 4, 0))
                .with("test.bin", records(2, 19, 99));
    }

    /** Returns records with some label bytes each; every pixel of record i has the value {@code 10 * i + plane}. */
    private static byte[] records(int labelBytes, int... labels) {
        int length = labelBytes + 3072;
        byte[] content = new byte[labels.length / labelBytes * length];
        for (int at = 0; at < content.length; at++) {
            int record = at / length;
            int offset = at % length;
            content[at] = (byte)
                    (offset < labelBytes
                            ? labels[record * labelBytes + offset]
                            : 10 * record + (offset - labelBytes) / 1024);
        }
        return content;
    }

    @Test
    void recordsAreInFileOrder() {
        Dataset cifar = cifar10(Scaling.UNIT).load(new RandomStreams(0));
        assertThat(labels(cifar.all())).containsExactly(3, 1, 4, 0, 9, 5);
        assertThat(cifar.files())
                .containsExactly(
                        new Dataset.File("data_batch_1.bin", 2, Sha256.of(records(1, 3, 1))),
                        new Dataset.File("data_batch_2.bin", 1, Sha256.of(records(1, 4))),
                        new Dataset.File("test_batch.bin", 3, Sha256.of(records(1, 0, 9, 5))));
        assertThat(cifar.input()).isEqualTo(InputShape.image(3, 32, 32));
        assertThat(cifar.classNames()).hasSize(10).startsWith("airplane").endsWith("truck");
        assertThat(context.warnings()).singleElement().asString().contains("6 of 60,000", folder.toString());
    }

    @Test
    void fineLabelsAreTheClasses() {
        Dataset cifar = cifar100(Scaling.UNIT).load(new RandomStreams(0));
        assertThat(labels(cifar.all())).containsExactly(19, 29, 0, 99);
        assertThat(cifar.files()).extracting(Dataset.File::name).containsExactly("train.bin", "test.bin");
        assertThat(cifar.classNames())
                .hasSize(100)
                .startsWith("apple")
                .endsWith("worm")
                .doesNotHaveDuplicates();
    }

    @Test
    void pixelsAreScaledByChannel() {
        assertPixels(values(cifar10(Scaling.UNIT).load(new RandomStreams(0)), 1), .5, .5, .5, .5, .5, .5);
        assertPixels(
                values(cifar10(Scaling.NORM_STATS).load(new RandomStreams(0)), 1),
                0.4914,
                0.2023,
                0.4822,
                0.1994,
                0.4465,
                0.2010);
        assertPixels(
                values(cifar100(Scaling.NORM_STATS).load(new RandomStreams(0)), 1),
                0.5071,
                0.2673,
                0.4865,
                0.2564,
                0.4409,
                0.2762);
    }

    private static void assertPixels(float[] image, double... statistics) {
        for (int channel = 0; channel < 3; channel++) {
            double expected = ((10 + channel) / 255.0 - statistics[2 * channel]) / statistics[2 * channel + 1];
            assertThat(image[1024 * channel]).isCloseTo((float) expected, within(1e-5f));
            assertThat(image[1024 * channel + 1023]).isCloseTo((float) expected, within(1e-5f));
        }
    }

    @Test
    void refusesDamagedFiles() throws IOException {
        coarse.assertRequired(cifar10(Scaling.UNIT), "test_batch.bin");
        fine.assertRequired(cifar100(Scaling.UNIT), "train.bin", "test.bin");
        coarse.assertInvalid(cifar10(Scaling.UNIT), "test_batch.bin", records(1, 4), "test_batch.bin", "a copy");
        for (int length : new int[] {1, 3 * 3073 - 1, 3074, 2 * 3074}) {
            coarse.assertInvalid(
                    cifar10(Scaling.UNIT),
                    "data_batch_1.bin",
                    new byte[length],
                    "data_batch_1.bin, " + length + " bytes",
                    "3073");
        }
        fine.assertInvalid(cifar100(Scaling.UNIT), "train.bin", records(1, 1, 2, 3), "9219 bytes", "3074");
        DatasetSource source = cifar10(Scaling.UNIT);
        try (RandomAccessFile huge =
                new RandomAccessFile(path("data_batch_1.bin").toFile(), "rw")) {
            huge.setLength(3073L * 1_000_000);
        }
        TestFolder.assertRefused(source, folder, Errors.DATA_12, "data_batch_1.bin", "3073000000 bytes");
        Files.delete(path("data_batch_1.bin"));
        DecoyDevice.ZERO.createOrPipe(path("data_batch_1.bin"));
        TestFolder.assertRefused(source, folder, Errors.DATA_12, "data_batch_1.bin", "no regular file");
        Files.delete(path("data_batch_1.bin"));
        Files.delete(path("data_batch_2.bin"));
        TestFolder.assertRefused(source, folder, Errors.DATA_11, "data_batch_1.bin is missing");
    }

    private Path path(String name) {
        return coarse.path().resolve(name);
    }

    @Test
    void damagedFilesAreRefusedOrRead() {
        coarse.fuzz(HostileInput.of("cifar10", 1_000), cifar10(Scaling.UNIT));
    }

    @Test
    void realClassFrequenciesAreAsPublished() {
        Dataset ten = source("cifar10", RealData.folder("cifar-10-batches-bin"), Scaling.UNIT)
                .load(new RandomStreams(0));
        assertThat(RealData.ofFile(ten, "data_batch_1.bin").classCounts(10))
                .containsExactly(1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981);
        assertThat(RealData.ofFile(ten, "data_batch_2.bin").classCounts(10))
                .containsExactly(984, 1007, 1010, 995, 1010, 988, 1008, 1026, 987, 985);
        assertThat(ten.test().classCounts(10)).containsOnly(1000);
        Dataset hundred = source("cifar100", RealData.folder("cifar-100-binary"), Scaling.UNIT)
                .load(new RandomStreams(0));
        assertThat(hundred.train().classCounts(100)).containsOnly(200);
        assertThat(hundred.test().classCounts(100)).containsOnly(50);
    }

    @Test
    void realClassNamesAreTheBuiltInOnes() throws IOException {
        assertThat(Files.readAllLines(RealData.folder("cifar-10-batches-bin").resolve("batches.meta.txt")))
                .filteredOn(name -> !name.isBlank())
                .isEqualTo(CifarFormat.CIFAR_10.classes());
        assertThat(Files.readAllLines(RealData.folder("cifar-100-binary").resolve("fine_label_names.txt")))
                .filteredOn(name -> !name.isBlank())
                .isEqualTo(CifarFormat.CIFAR_100.classes());
    }

    private DatasetSource cifar10(Scaling scaling) {
        return source("cifar10", coarse.path(), scaling);
    }

    private DatasetSource cifar100(Scaling scaling) {
        return source("cifar100", fine.path(), scaling);
    }

    private DatasetSource source(String id, Path from, Scaling scaling) {
        return new DatasetPlugins()
                .<DatasetSource>choose(DatasetSource.class, id, new ImageSetOptions(from, scaling))
                .create(context);
    }
}
