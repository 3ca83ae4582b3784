package org.exeunt.datasets.partition;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.datasets.partition.SavedPartition.Source;

/** Reads a partition from a file and validates it against the data set. */
public record Saved(Path path, Consumer<String> warnings) implements Partitioner {
    /**
     * Options of {@link Provider}.
     *
     * @param file the saved partition
     */
    public record Options(@Option("JSON file with the saved partition") Path file) {}

    /**
     * Plugin of the partitioner that reads a JSON file, {@code {"source": [{"name": file, "sha256": checksum},
     * ...], "clients": [{"train": [index, ...], "validation": [index, ...], "test": [index, ...]}, ...], "common-test":
     * [index, ...]}}. Indices are 0-based and refer to the records of the source files, concatenated. {@code sha256},
     * {@code validation} and {@code common-test} are optional. Each run writes such a file.
     */
    public static final class Provider extends Plugin<Partitioner, Options> {
        /** Creates the plugin; called by the service loader. */
        public Provider() {
            super(
                    "file",
                    "A partition saved as JSON: the train and test examples of every client by index",
                    (options, context) -> new Saved(context.resolve(options.file()), context::warn));
        }
    }

    static final ErrorCode UNKNOWN_SOURCE = ErrorCategory.DATA.code(33);
    static final ErrorCode OUT_OF_RANGE = ErrorCategory.DATA.code(34);
    static final ErrorCode DUPLICATE_INDEX = ErrorCategory.DATA.code(35);
    static final ErrorCode NO_TRAINING_EXAMPLES = ErrorCategory.DATA.code(36);
    static final ErrorCode CONFLICTING_TESTS = ErrorCategory.DATA.code(37);

    static final ErrorCode OTHER_DATA = ErrorCategory.DATA.code(41);

    @Override
    public Partition partition(Dataset dataset, RandomGenerator random) {
        SavedPartition saved = SavedPartition.read(path);
        if (saved.clients().isEmpty()) {
            throw new ExeuntException(
                    NO_TRAINING_EXAMPLES,
                    "%s: clients is empty; expected at least one client. Save the partition again.".formatted(path));
        }
        int[] records = records(saved.source(), dataset);
        Map<Integer, String> holders = new LinkedHashMap<>();
        List<ClientShare> shares = new ArrayList<>();
        for (int client = 0; client < saved.clients().size(); client++) {
            String location = "clients[" + client + "]";
            ClientShare share = saved.clients().get(client).share();
            if (share.train().length == 0) {
                throw new ExeuntException(
                        NO_TRAINING_EXAMPLES,
                        "%s: %s.train is empty; expected at least one index. Add examples to the client or remove it."
                                .formatted(path, location));
            }
            shares.add(new ClientShare(
                    take(share.train(), location + ".train", records, holders),
                    take(share.validation(), location + ".validation", records, holders),
                    take(share.test(), location + ".test", records, holders)));
        }
        int[] commonTest = commonTest(saved, records, holders);
        if (holders.size() < dataset.all().size()) {
            warnings.accept("%s assigns %d of the %d examples of %s"
                    .formatted(path, holders.size(), dataset.all().size(), dataset.name()));
        }
        return new Partition(shares, commonTest);
    }

    private int[] commonTest(SavedPartition saved, int[] records, Map<Integer, String> holders) {
        for (int client = 0; client < saved.clients().size() && saved.commonTest().length > 0; client++) {
            if (saved.clients().get(client).test().length > 0) {
                throw new ExeuntException(
                        CONFLICTING_TESTS,
                        ("%s: clients[%d].test and common-test both have indices; expected one of them to be empty. "
                                        + "Remove one.")
                                .formatted(path, client));
            }
        }
        return take(saved.commonTest(), "common-test", records, holders);
    }

    /** Returns the index in the data set for each index of the file. */
    private int[] records(List<Source> source, Dataset dataset) {
        Map<String, Dataset.File> files = new LinkedHashMap<>();
        Map<String, Integer> starts = new HashMap<>();
        int end = 0;
        for (Dataset.File file : dataset.files()) {
            files.put(file.name(), file);
            starts.put(file.name(), end);
            end += file.records();
        }
        Set<String> earlier = new HashSet<>();
        IntStream.Builder records = IntStream.builder();
        for (int i = 0; i < source.size(); i++) {
            String name = source.get(i).name();
            Dataset.File file = files.get(name);
            if (file == null) {
                throw new ExeuntException(
                        UNKNOWN_SOURCE,
                        ("%s: source[%d] is '%s', which is not a file of %s; its files are %s. Correct the name, or "
                                        + "download the file.")
                                .formatted(path, i, name, dataset.name(), String.join(", ", files.keySet())));
            }
            if (!earlier.add(name)) {
                throw new ExeuntException(
                        DUPLICATE_INDEX,
                        "%s: source[%d] repeats '%s'; expected distinct files. Remove one.".formatted(path, i, name));
            }
            if (!source.get(i).sha256().orElse(file.sha256()).equals(file.sha256())) {
                throw new ExeuntException(
                        OTHER_DATA,
                        ("%s: the partition was saved for another '%s': source[%d].sha256 is %s; the file of %s has "
                                        + "%s. Use the same data, or remove the checksum if the records are in the "
                                        + "same order.")
                                .formatted(
                                        path,
                                        name,
                                        i,
                                        source.get(i).sha256().orElseThrow(),
                                        dataset.name(),
                                        file.sha256()));
            }
            IntStream.range(starts.get(name), starts.get(name) + file.records()).forEach(records::add);
        }
        return records.build().toArray();
    }

    private int[] take(int[] indices, String list, int[] records, Map<Integer, String> holders) {
        int[] taken = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            String location = list + "[" + i + "]";
            if (indices[i] < 0 || indices[i] >= records.length) {
                throw new ExeuntException(
                        OUT_OF_RANGE,
                        ("%s: %s is %d; expected 0 to %d, as the source files have %d records. Check that the "
                                        + "partition was saved for these files.")
                                .formatted(path, location, indices[i], records.length - 1, records.length));
            }
            String earlier = holders.putIfAbsent(indices[i], location);
            if (earlier != null) {
                throw new ExeuntException(
                        DUPLICATE_INDEX,
                        "%s: index %d occurs twice, at %s and %s; expected distinct indices. Remove one."
                                .formatted(path, indices[i], earlier, location));
            }
            taken[i] = records[indices[i]];
        }
        return taken;
    }
}
