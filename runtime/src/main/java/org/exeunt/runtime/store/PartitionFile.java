package org.exeunt.runtime.store;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;

/**
 * Writes the partition of a data set in the format that the partitioner {@code file} reads: the files of the data set
 * with their checksums, and the indices of the examples of each client. Equal partitions have equal bytes.
 */
public final class PartitionFile {
    private PartitionFile() {}

    /** Returns the JSON of a partition, with one list of indices per line. */
    public static String of(Dataset dataset, Partition partition) {
        List<String> source = dataset.files().stream()
                .map(file -> "    {\"name\": %s, \"sha256\": %s}".formatted(quoted(file.name()), quoted(file.sha256())))
                .toList();
        List<String> clients = partition.clients().stream()
                .map(share -> "    {\n      \"train\": %s,\n      \"validation\": %s,\n      \"test\": %s\n    }"
                        .formatted(indices(share.train()), indices(share.validation()), indices(share.test())))
                .toList();
        return "{\n  \"source\": [\n%s\n  ],\n  \"clients\": [\n%s\n  ],\n  \"common-test\": %s\n}\n"
                .formatted(String.join(",\n", source), String.join(",\n", clients), indices(partition.commonTest()));
    }

    private static String indices(int[] indices) {
        return Arrays.stream(indices).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
