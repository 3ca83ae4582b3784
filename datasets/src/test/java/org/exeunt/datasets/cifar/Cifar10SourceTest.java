package org.exeunt.datasets.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.datasets.Content.labels;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10SourceTest {
    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();

    @BeforeEach
    void writeFiles() {
        CifarFiles.writeAll(folder);
    }

    @Test
    void recordsAreInFileOrder() {
        Dataset cifar = load(Scaling.UNIT);
        assertThat(labels(cifar.train())).containsExactly(3, 1, 4);
        assertThat(labels(cifar.test())).containsExactly(0, 9, 5);
        assertThat(cifar.files())
                .containsExactly(
                        new Dataset.File("data_batch_1.bin", 2, Sha256.of(CifarFiles.records(3, 1))),
                        new Dataset.File("data_batch_2.bin", 1, Sha256.of(CifarFiles.records(4))),
                        new Dataset.File("test_batch.bin", 3, Sha256.of(CifarFiles.records(0, 9, 5))));
        assertThat(cifar.input()).isEqualTo(InputShape.image(3, 32, 32));
    }

    @Test
    void pixelsAreScaledToMinusOneToOne() {
        float[] image = new float[3072];
        load(Scaling.UNIT).train().copyTo(1, image, 0);
        assertThat(image[0]).isCloseTo(10 / 127.5f - 1, within(1e-6f));
        assertThat(image[1024]).isCloseTo(11 / 127.5f - 1, within(1e-6f));
        assertThat(image[3071]).isCloseTo(12 / 127.5f - 1, within(1e-6f));
    }

    @Test
    void pixelsAreScaledByTheStatisticsOfTheirChannel() {
        float[] image = new float[3072];
        load(Scaling.NORM_STATS).train().copyTo(1, image, 0);
        assertThat(image[0]).isCloseTo((10 / 255f - 0.4914f) / 0.2023f, within(1e-5f));
        assertThat(image[1024]).isCloseTo((11 / 255f - 0.4822f) / 0.1994f, within(1e-5f));
        assertThat(image[3071]).isCloseTo((12 / 255f - 0.4465f) / 0.2010f, within(1e-5f));
    }

    @Test
    void warnsOnceIfTheDataSetIsIncomplete() {
        load(Scaling.UNIT);
        assertThat(context.warnings())
                .singleElement()
                .asString()
                .contains("6 of 60,000", folder.toString(), "data_batch_2.bin, test_batch.bin");
    }

    @Test
    void classNamesAreBuiltInWithoutTheirFile() {
        assertThat(load(Scaling.UNIT).classNames()).startsWith("airplane").endsWith("truck");
        CifarFiles.write(
                folder.resolve("batches.meta.txt"),
                "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n".getBytes(StandardCharsets.UTF_8));
        assertThat(load(Scaling.UNIT).classNames())
                .isEqualTo(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));
    }

    private Dataset load(Scaling scaling) {
        return new CifarSource.Cifar10Plugin()
                .create(new ImageSetOptions(folder, scaling), context)
                .load(new RandomStreams(0));
    }
}
