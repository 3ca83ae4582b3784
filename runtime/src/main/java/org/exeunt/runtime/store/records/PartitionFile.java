package org.exeunt.runtime.store.records;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.runtime.store.files.AtomicFile;

/**
 * Writes the partition of a data set in the format that the partitioner {@code file} reads: the files of the data set
 * with their checksums, and the indices of the examples of each client. Equal partitions have equal bytes.
 */
public final class PartitionFile {
    private PartitionFile() {}

    /** Returns the JSON of a partition, with one list of indices per line. Written in pieces, as clients may be many. */
    public static AtomicFile.ContentWriter of(Dataset dataset, Partition partition) {
        return out -> {
            Writer json = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            json.append(dataset.files().stream()
                    .map(file ->
                            "    {\"name\": %s, \"sha256\": %s}".formatted(quoted(file.name()), quoted(file.sha256())))
                    .collect(Collectors.joining(",\n", "{\n  \"source\": [\n", "\n  ],\n  \"clients\": [\n")));
            String separator = "";
            for (ClientShare share : partition.clients()) {
                json.append(separator).append("    {\n      \"train\": ");
                json.append(indices(share.train())).append(",\n      \"validation\": ");
                json.append(indices(share.validation())).append(",\n      \"test\": ");
                json.append(indices(share.test())).append("\n    }");
                separator = ",\n";
            }
            json.append("\n  ],\n  \"common-test\": ").append(indices(partition.commonTest()));
            if (partition.server().length > 0) {
                json.append(",\n  \"server\": ").append(indices(partition.server()));
            }
            json.append("\n}\n");
            json.flush();
        };
    }

    private static String indices(int[] indices) {
        return Arrays.stream(indices).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
