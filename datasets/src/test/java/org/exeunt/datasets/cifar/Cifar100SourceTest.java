package org.exeunt.datasets.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

class Cifar100SourceTest {
    private static final byte[] TRAIN = CifarFiles.fineRecords(11, 19, 15, 29, 4, 0);
    private static final byte[] TEST = CifarFiles.fineRecords(19, 99);

    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();

    @BeforeEach
    void writeFiles() {
        CifarFiles.write(folder.resolve("train.bin"), TRAIN);
        CifarFiles.write(folder.resolve("test.bin"), TEST);
    }

    @Test
    void usesFineLabels() {
        Dataset cifar = source(folder, Scaling.UNIT).load(new RandomStreams(0));
        assertThat(IntStream.range(0, 4).map(cifar.all()::label)).containsExactly(19, 29, 0, 99);
        assertThat(cifar.files())
                .containsExactly(
                        new Dataset.File("train.bin", 3, Sha256.of(TRAIN)),
                        new Dataset.File("test.bin", 1, Sha256.of(TEST)));
        assertThat(cifar.input()).isEqualTo(InputShape.image(3, 32, 32));
        assertThat(cifar.classNames())
                .hasSize(100)
                .startsWith("apple")
                .endsWith("worm")
                .doesNotHaveDuplicates();
        assertThat(context.warnings()).singleElement().asString().contains("4 of 60,000");
    }

    @Test
    void pixelsFollowBothLabels() {
        float[] image = new float[3072];
        source(folder, Scaling.UNIT).load(new RandomStreams(0)).train().copyTo(1, image, 0);
        assertThat(image[0]).isCloseTo(100 / 127.5f - 1, within(1e-6f));
        source(folder, Scaling.NORM_STATS).load(new RandomStreams(0)).train().copyTo(2, image, 0);
        assertThat(image[0]).isCloseTo((100 / 255f - 0.5071f) / 0.2673f, within(1e-5f));
        assertThat(image[1024]).isCloseTo((100 / 255f - 0.4865f) / 0.2564f, within(1e-5f));
        assertThat(image[3071]).isCloseTo((100 / 255f - 0.4409f) / 0.2762f, within(1e-5f));
    }

    static Stream<Damage> cases() {
        return Stream.concat(
                Damage.ofTheFolder(),
                Stream.of(
                        Damage.removed("train.bin"),
                        Damage.removed("test.bin"),
                        Damage.folderInPlaceOf("train.bin"),
                        Damage.content("empty file", "test.bin", new byte[0], DataErrors.EMPTY, "0 bytes"),
                        Damage.content(
                                "last byte cut off",
                                "train.bin",
                                Arrays.copyOf(TRAIN, TRAIN.length - 1),
                                DataErrors.TRUNCATED,
                                "record 2 starts at offset 6148 and has 3073 bytes",
                                "expected 3074"),
                        Damage.content(
                                "records of CIFAR-10",
                                "train.bin",
                                CifarFiles.records(1, 2, 3),
                                DataErrors.TRUNCATED,
                                "offset 6148"),
                        Damage.content(
                                "fine label 100",
                                "test.bin",
                                CifarFiles.fineRecords(3, 7, 3, 100),
                                DataErrors.WRONG_LABEL,
                                "label 100 at offset 3075",
                                "0 to 99"),
                        Damage.content(
                                "coarse label 20",
                                "train.bin",
                                CifarFiles.fineRecords(3, 7, 20, 7),
                                DataErrors.WRONG_LABEL,
                                "label 20 at offset 3074",
                                "0 to 19"),
                        Damage.text(
                                "two class names",
                                "fine_label_names.txt",
                                "apple\nworm\n",
                                DataErrors.CLASS_NAMES,
                                "2 names",
                                "expected 100")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reportsTheLocationOfDamage(Damage damage) throws IOException {
        damage.assertReported(folder, source(folder, Scaling.UNIT));
    }

    @Test
    void realClassFrequenciesAreAsPublished() {
        Dataset cifar =
                source(RealData.folder("cifar-100-binary"), Scaling.UNIT).load(new RandomStreams(0));
        assertThat(cifar.train().classCounts(100)).containsOnly(200);
        assertThat(cifar.test().classCounts(100)).containsOnly(50);
        assertThat(cifar.classNames()).isEqualTo(CifarFormat.CIFAR_100.officialNames());
        assertThat(context.warnings()).singleElement().asString().contains("25,000 of 60,000");
    }

    private DatasetSource source(Path from, Scaling scaling) {
        return new CifarSource.Cifar100Plugin().create(new ImageSetOptions(from, scaling), context);
    }
}
