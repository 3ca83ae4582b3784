package org.exeunt.datasets.partition;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.datasets.files.DataFile;
import org.jspecify.annotations.Nullable;

/**
 * A partition as read from a file, not yet validated against a data set.
 *
 * @param source files that the indices refer to
 * @param clients indices of each client
 * @param commonTest indices of the test examples of all clients; empty if clients have their own
 * @param server indices of the examples of the server
 */
record SavedPartition(
        List<Source> source, List<Client> clients, @JsonProperty("common-test") int[] commonTest, int[] server) {

    private static final int MAX_MEBIBYTES = 256;
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build()
            .readerFor(SavedPartition.class);

    SavedPartition {
        Objects.requireNonNull(source);
        Objects.requireNonNull(clients);
        source.forEach(Objects::requireNonNull);
        clients.forEach(Objects::requireNonNull);
        commonTest = Objects.requireNonNullElse(commonTest, new int[0]);
        server = Objects.requireNonNullElse(server, new int[0]);
    }

    /**
     * A file of the data set.
     *
     * @param sha256 its checksum when the partition was saved; empty if unknown
     */
    record Source(String name, Optional<String> sha256) {
        @JsonCreator
        Source(@JsonProperty("name") String name, @JsonProperty("sha256") @Nullable String sha256) {
            this(Objects.requireNonNull(name), Optional.ofNullable(sha256));
        }

        @JsonCreator
        Source(String name) {
            this(name, Optional.empty());
        }
    }

    /** The indices of one client. */
    record Client(int[] train, int @Nullable [] validation, int[] test) {
        Client {
            Objects.requireNonNull(train);
            Objects.requireNonNull(test);
        }

        ClientShare share() {
            return new ClientShare(train, Objects.requireNonNullElse(validation, new int[0]), test);
        }
    }

    static SavedPartition read(Path path) {
        try {
            SavedPartition saved = JSON.readValue(DataFile.bytes(path, MAX_MEBIBYTES));
            if (saved == null) {
                throw new IOException("it is the word null");
            }
            return saved;
        } catch (JsonProcessingException failure) {
            JsonLocation location = failure.getLocation();
            String place = failure instanceof JsonMappingException mapping
                    ? mapping.getPath().stream()
                            .map(key ->
                                    key.getFieldName() == null ? "[" + key.getIndex() + "]" : "." + key.getFieldName())
                            .collect(Collectors.joining())
                    : "";
            throw new ExeuntException(
                    Errors.DATA_31,
                    ("%s is no saved partition%s%s. Expected {\"source\": [{\"name\": file, \"sha256\": checksum}, ...], "
                                    + "\"clients\": [{\"train\": [index, ...], \"validation\": [index, ...], \"test\": "
                                    + "[index, ...]}, ...], \"common-test\": [index, ...], \"server\": [index, ...]}, "
                                    + "where 'sha256', 'validation', 'common-test' and 'server' are optional.")
                            .formatted(
                                    path,
                                    location == null
                                            ? ""
                                            : ": see line %d, column %d"
                                                    .formatted(location.getLineNr(), location.getColumnNr()),
                                    place.isEmpty() ? "" : ", " + place.substring(1)),
                    failure);
        } catch (IOException failure) {
            throw new ExeuntException(
                    Errors.DATA_30,
                    "The saved partition %s cannot be read: %s. Check partition.file."
                            .formatted(path, IoMessages.reason(failure)),
                    failure);
        }
    }
}
