package org.exeunt.datasets.cifar;

import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.datasets.image.PixelScaling;
import org.exeunt.datasets.image.Scaling;

/** Files and statistics of CIFAR-10 and CIFAR-100. */
enum CifarFormat {
    CIFAR_10(
            "CIFAR-10",
            IntStream.rangeClosed(1, 5)
                    .mapToObj(number -> "data_batch_" + number + ".bin")
                    .toList(),
            "test_batch.bin",
            List.of(10),
            "batches.meta.txt",
            "airplane automobile bird cat deer dog frog horse ship truck",
            new double[] {0.4914, 0.4822, 0.4465},
            new double[] {0.2023, 0.1994, 0.2010}),
    CIFAR_100(
            "CIFAR-100",
            List.of("train.bin"),
            "test.bin",
            List.of(20, 100),
            "fine_label_names.txt",
            """
            apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel \
            can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur \
            dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion \
            lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree \
            pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea \
            seal shark shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table \
            tank telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman \
            worm""",
            new double[] {0.5071, 0.4865, 0.4409},
            new double[] {0.2673, 0.2564, 0.2762});

    static final int CHANNELS = 3;
    static final int SIDE = 32;
    static final int PIXELS = CHANNELS * SIDE * SIDE;
    static final int OFFICIAL_RECORDS = 60_000;

    private final String title;
    private final List<String> trainFiles;
    private final String testFile;
    private final List<Integer> labels;
    private final String namesFile;
    private final List<String> officialNames;
    private final double[] means;
    private final double[] deviations;

    CifarFormat(
            String title,
            List<String> trainFiles,
            String testFile,
            List<Integer> labels,
            String namesFile,
            String officialNames,
            double[] means,
            double[] deviations) {
        this.title = title;
        this.trainFiles = trainFiles;
        this.testFile = testFile;
        this.labels = labels;
        this.namesFile = namesFile;
        this.officialNames = List.of(officialNames.split(" "));
        this.means = means;
        this.deviations = deviations;
    }

    String title() {
        return title;
    }

    List<String> trainFiles() {
        return trainFiles;
    }

    String testFile() {
        return testFile;
    }

    /** Returns the number of values of each label byte of a record; the last label byte is the class. */
    List<Integer> labels() {
        return labels;
    }

    int recordLength() {
        return labels.size() + PIXELS;
    }

    /** Returns the name of the file with the class names. */
    String namesFile() {
        return namesFile;
    }

    List<String> officialNames() {
        return officialNames;
    }

    PixelScaling pixels(Scaling scaling) {
        return scaling.of(means, deviations);
    }
}
