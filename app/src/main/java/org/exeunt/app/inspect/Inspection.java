package org.exeunt.app.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.Owners;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.PartitionedData;

/**
 * The numbers of examples of a data set, its classes and its clients.
 *
 * @param dataset name of the data set
 * @param input shape of an example
 * @param train number of training examples before partitioning
 * @param test number of test examples before partitioning
 * @param classes one entry per class
 * @param owners names of the owners of examples; empty if the data set has none
 * @param scaling scaling of raw values to inputs, as a clause
 * @param files that were read
 * @param clients one entry per client
 * @param server number of examples of the server
 */
public record Inspection(
        String dataset,
        List<Integer> input,
        int train,
        int test,
        List<ClassCount> classes,
        List<String> owners,
        String scaling,
        List<Dataset.File> files,
        List<Share> clients,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int server) {
    /** Number of training and test examples of a class. */
    public record ClassCount(String name, int train, int test) {}

    /**
     * Number of examples of a client, and of classes among its training examples.
     *
     * @param owner of all its examples; null if it has none or several
     */
    public record Share(
            String client,
            @JsonInclude(JsonInclude.Include.NON_NULL) String owner,
            int train,
            int validation,
            int test,
            int classes) {}

    private static final int SHOWN_CLASSES = 20;
    private static final int SHOWN_NAMES = 6;
    private static final int SHOWN_CHANNELS = 4;

    /**
     * Counts everything.
     *
     * @param scaling scaling of the data set, if it describes one
     */
    public static Inspection of(PartitionedData data, Optional<InputScaling> scaling) {
        Dataset dataset = data.dataset();
        int[] train = dataset.train().classCounts(dataset.classes());
        int[] test = dataset.test().classCounts(dataset.classes());
        List<Share> clients = data.clients().stream()
                .map(client -> share(client, data.owner(client.id()), dataset.classes()))
                .toList();
        return new Inspection(
                dataset.name(),
                dataset.input().lengths(),
                dataset.train().size(),
                dataset.test().size(),
                IntStream.range(0, dataset.classes())
                        .mapToObj(c -> new ClassCount(dataset.classNames().get(c), train[c], test[c]))
                        .toList(),
                dataset.owners().map(Owners::names).orElse(List.of()),
                scaling.map(Inspection::text).orElse("unknown"),
                dataset.files(),
                clients,
                data.partition().server().length);
    }

    private static Share share(Client client, Optional<String> owner, int classes) {
        return new Share(
                client.id().toString(),
                owner.orElse(null),
                client.train().size(),
                client.validation().size(),
                client.test().size(),
                (int) Arrays.stream(client.train().classCounts(classes))
                        .filter(count -> count > 0)
                        .count());
    }

    /** Returns the numbers as lines of text. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(text(
                "%s: %,d training and %,d test examples of shape %s in %d classes",
                dataset, train, test, input, classes.size()));
        lines.add(text(
                "files: %s",
                VisibleText.first(
                        SHOWN_NAMES, files.stream().map(Dataset.File::name).toList(), ", ")));
        lines.add(text(
                "classes: %,d to %,d training examples each",
                classes.stream().mapToInt(ClassCount::train).min().orElse(0),
                classes.stream().mapToInt(ClassCount::train).max().orElse(0)));
        if (classes.size() <= SHOWN_CLASSES) {
            lines.add("  "
                    + classes.stream()
                            .map(each -> text("%s (%,d)", each.name(), each.train()))
                            .collect(Collectors.joining(", ")));
        }
        if (test == 0) {
            lines.add("test set: none; each client holds out a part of its own examples (partition.test-fraction)");
        }
        lines.add("owners: " + (owners.isEmpty() ? "none" : VisibleText.first(SHOWN_NAMES, owners, ", ")));
        lines.add("scaling: " + scaling);
        lines.add(text("clients: %,d", clients.size()));
        lines.add("  training examples: " + range(Share::train));
        lines.add("  validation examples: " + range(Share::validation));
        lines.add("  test examples: " + range(Share::test));
        lines.add("  classes trained on: " + range(Share::classes));
        if (server > 0) {
            lines.add(text("server: %,d examples that no client has", server));
        }
        return lines;
    }

    /** Returns the numbers of clients from the least to the most, and the median. */
    private String range(ToIntFunction<Share> number) {
        int[] sorted = clients.stream().mapToInt(number).sorted().toArray();
        return sorted.length == 0
                ? "none"
                : text(
                        "%,d to %,d, median %s",
                        sorted[0],
                        sorted[sorted.length - 1],
                        Figures.number((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0));
    }

    private static String text(InputScaling scaling) {
        if (scaling.isNone()) {
            return "none; values are " + scaling.unit();
        }
        return scaling.unit() + "; "
                + VisibleText.first(
                        SHOWN_CHANNELS,
                        scaling.channels().stream().map(Inspection::text).toList(),
                        ", ");
    }

    private static String text(InputScaling.Channel channel) {
        return channel.mean() == 0 && channel.deviation() == 1
                ? channel.name() + " unchanged"
                : text("%s (x - %.5g) / %.5g", channel.name(), channel.mean(), channel.deviation());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
