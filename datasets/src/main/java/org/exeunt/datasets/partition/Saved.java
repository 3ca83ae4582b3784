package org.exeunt.datasets.partition;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
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
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.partition.SavedPartition.Source;

/** Reads a partition from a file and validates it against the data set. */
public record Saved(Path path, Consumer<String> warnings) implements Partitioner {
    /**
     * Options of the partitioner.
     *
     * @param file the saved partition
     */
    public record Options(@Option("JSON file with the saved partition") Path file) {}

    @Override
    public Partition partition(Dataset dataset, RandomGenerator random) {
        SavedPartition saved = SavedPartition.read(path);
        int[] records = records(saved.source(), dataset);
        BitSet taken = new BitSet();
        require(!saved.clients().isEmpty(), "clients is empty", "at least one client");
        List<ClientShare> shares = new ArrayList<>();
        for (int client = 0; client < saved.clients().size(); client++) {
            String location = "clients[" + client + "]";
            ClientShare share = saved.clients().get(client).share();
            require(share.train().length > 0, location + ".train is empty", "at least one index");
            require(
                    share.test().length == 0 || saved.commonTest().length == 0,
                    location + ".test and common-test both have indices",
                    "one of them to be empty");
            shares.add(new ClientShare(
                    take(share.train(), location + ".train", records, taken),
                    take(share.validation(), location + ".validation", records, taken),
                    take(share.test(), location + ".test", records, taken)));
        }
        int[] commonTest = take(saved.commonTest(), "common-test", records, taken);
        int[] server = take(saved.server(), "server", records, taken);
        int assigned = taken.cardinality();
        if (assigned < dataset.all().size()) {
            warnings.accept("%s assigns %d of the %d examples of %s"
                    .formatted(path, assigned, dataset.all().size(), dataset.name()));
        }
        return new Partition(shares, commonTest, server);
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
        IntStream.Builder records = IntStream.builder();
        for (int i = 0; i < source.size(); i++) {
            String name = source.get(i).name();
            Integer start = starts.remove(name);
            require(
                    start != null,
                    "source[%d] is '%s'".formatted(i, name),
                    "each of the files of %s at most once: %s"
                            .formatted(dataset.name(), String.join(", ", files.keySet())));
            Dataset.File file = files.get(name);
            String checksum = source.get(i).sha256().orElse(file.sha256());
            if (!checksum.equals(file.sha256())) {
                throw new ExeuntException(
                        Errors.DATA_41,
                        ("%s: the partition was saved for another '%s': source[%d].sha256 is %s; the file of %s has "
                                        + "%s. Use the same data, or remove the checksum if the records are in the "
                                        + "same order.")
                                .formatted(path, name, i, checksum, dataset.name(), file.sha256()));
            }
            IntStream.range(start, start + file.records()).forEach(records::add);
        }
        return records.build().toArray();
    }

    private void require(boolean valid, String found, String expected) {
        if (!valid) {
            throw new ExeuntException(
                    Errors.DATA_31,
                    "%s: %s; expected %s. Correct the saved partition.".formatted(path, found, expected));
        }
    }

    /** Maps indices of the file to those of the data set; each is taken once. */
    private int[] take(int[] indices, String list, int[] records, BitSet taken) {
        int[] mapped = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            int index = indices[i];
            if (index < 0 || index >= records.length || taken.get(index)) {
                require(
                        false,
                        "%s[%d] is %d".formatted(list, i, index),
                        "different indices from 0 to %d, as the source files have %d records"
                                .formatted(records.length - 1, records.length));
            }
            taken.set(index);
            mapped[i] = records[index];
        }
        return mapped;
    }
}
