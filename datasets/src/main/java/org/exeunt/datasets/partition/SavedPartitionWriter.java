package org.exeunt.datasets.partition;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;

/** Writes partitions to files that the partitioner {@code file} reads. */
public final class SavedPartitionWriter {
    private SavedPartitionWriter() {}

    /**
     * Writes a partition.
     *
     * @param file path of the file, which must not exist
     * @param dataset the partitioned data set
     * @throws UncheckedIOException if the file exists or cannot be written
     */
    public static void write(Path file, Dataset dataset, Partition partition) {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeArrayFieldStart("source");
            for (Dataset.File source : dataset.files()) {
                json.writeString(source.name());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("clients");
            for (Partition.ClientShare share : partition.clients()) {
                json.writeStartObject();
                write(json, "train", share.train());
                write(json, "validation", share.validation());
                write(json, "test", share.test());
                json.writeEndObject();
            }
            json.writeEndArray();
            write(json, "common-test", partition.commonTest());
            json.writeEndObject();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void write(JsonGenerator json, String key, int[] indices) throws IOException {
        json.writeFieldName(key);
        json.writeArray(indices, 0, indices.length);
    }
}
