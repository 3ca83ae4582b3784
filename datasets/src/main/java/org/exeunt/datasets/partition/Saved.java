package org.exeunt.datasets.partition;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Option;

/** Deals out examples as a file says, once everything in it has been held against the data set. */
public record Saved(Path path, Consumer<String> warnings) implements Partitioner {
    /**
     * Options of {@link Plugin}.
     *
     * @param file the saved partition
     */
    public record Options(@Option("JSON file with the saved partition") Path file) {}

    /**
     * Makes the partitioner that takes a partition from a JSON file,
     * {@code {"source": [file, ...], "clients": [{"train": [index, ...], "validation": [index, ...], "test": [index, ...]}, ...],
     * "common-test": [index, ...]}}; indices count from 0 through the records of the named files, one file after another. {@code validation} and
     * {@code common-test} may be left out. {@link SavedPartitionWriter} writes such files.
     */
    public static final class Plugin extends PartitionerPlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "file",
                    "A partition saved as JSON: the train and test examples of every client by index",
                    Options.class,
                    (options, context) -> new Saved(context.resolve(options.file()), context::warn));
        }
    }

    static final ErrorCode UNKNOWN_SOURCE = ErrorCategory.DATA.code(33);
    static final ErrorCode OUT_OF_RANGE = ErrorCategory.DATA.code(34);
    static final ErrorCode DEALT_TWICE = ErrorCategory.DATA.code(35);
    static final ErrorCode NOBODY_TO_TRAIN = ErrorCategory.DATA.code(36);
    static final ErrorCode TWO_TESTS = ErrorCategory.DATA.code(37);

    @Override
    public Partition partition(Dataset dataset, RandomGenerator random) {
        SavedPartition saved = SavedPartitionReader.read(path);
        if (saved.clients().isEmpty()) {
            throw new ExeuntException(
                    NOBODY_TO_TRAIN,
                    "%s: clients is empty; expected at least one client. Save the partition again.".formatted(path));
        }
        int[] records = records(saved.source(), dataset);
        Map<Integer, String> holders = new LinkedHashMap<>();
        List<ClientShare> shares = new ArrayList<>();
        for (int client = 0; client < saved.clients().size(); client++) {
            String place = "clients[" + client + "]";
            ClientShare share = saved.clients().get(client);
            if (share.train().length == 0) {
                throw new ExeuntException(
                        NOBODY_TO_TRAIN,
                        "%s: %s.train is empty; expected at least one index. Give the client examples or leave it out."
                                .formatted(path, place));
            }
            shares.add(new ClientShare(
                    take(share.train(), place + ".train", records, holders),
                    take(share.validation(), place + ".validation", records, holders),
                    take(share.test(), place + ".test", records, holders)));
        }
        int[] commonTest = commonTest(saved, records, holders);
        if (holders.size() < dataset.all().size()) {
            warnings.accept("%s deals out %d of the %d examples of %s"
                    .formatted(path, holders.size(), dataset.all().size(), dataset.name()));
        }
        return new Partition(shares, commonTest);
    }

    private int[] commonTest(SavedPartition saved, int[] records, Map<Integer, String> holders) {
        for (int client = 0; client < saved.clients().size() && saved.commonTest().length > 0; client++) {
            if (saved.clients().get(client).test().length > 0) {
                throw new ExeuntException(
                        TWO_TESTS,
                        "%s: clients[%d].test has indices, and so has common-test; expected one of them to be empty. Keep one."
                                .formatted(path, client));
            }
        }
        return take(saved.commonTest(), "common-test", records, holders);
    }

    /** Returns, for every index the file may use, the place of that record in the data set. */
    private int[] records(List<String> source, Dataset dataset) {
        Map<String, int[]> recordsByFile = new LinkedHashMap<>();
        int start = 0;
        for (Dataset.File file : dataset.files()) {
            recordsByFile.put(
                    file.name(), IntStream.range(start, start + file.records()).toArray());
            start += file.records();
        }
        for (int i = 0; i < source.size(); i++) {
            if (!recordsByFile.containsKey(source.get(i))) {
                throw new ExeuntException(
                        UNKNOWN_SOURCE,
                        "%s: source[%d] is '%s', which %s was not read from; it has %s. Correct the name, or fetch the file."
                                .formatted(
                                        path,
                                        i,
                                        source.get(i),
                                        dataset.name(),
                                        String.join(", ", recordsByFile.keySet())));
            }
            if (source.indexOf(source.get(i)) < i) {
                throw new ExeuntException(
                        DEALT_TWICE,
                        "%s: source[%d] names '%s' a second time; name every file once."
                                .formatted(path, i, source.get(i)));
            }
        }
        return source.stream()
                .map(recordsByFile::get)
                .flatMapToInt(IntStream::of)
                .toArray();
    }

    private int[] take(int[] indices, String list, int[] records, Map<Integer, String> holders) {
        int[] taken = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            String place = list + "[" + i + "]";
            if (indices[i] < 0 || indices[i] >= records.length) {
                throw new ExeuntException(
                        OUT_OF_RANGE,
                        "%s: %s is %d; expected 0 to %d, as the source files have %d records. Was the partition saved for other files?"
                                .formatted(path, place, indices[i], records.length - 1, records.length));
            }
            String earlier = holders.putIfAbsent(indices[i], place);
            if (earlier != null) {
                throw new ExeuntException(
                        DEALT_TWICE,
                        "%s: index %d is dealt out twice, at %s and %s; keep one of them."
                                .formatted(path, indices[i], earlier, place));
            }
            taken[i] = records[indices[i]];
        }
        return taken;
    }
}
