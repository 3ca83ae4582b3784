package org.exeunt.datasets.partition;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.datasets.files.Excerpt;
import org.exeunt.datasets.partition.SavedPartition.Source;

/** Reads the JSON of a saved partition token by token, so that errors have line, column and path. */
final class SavedPartitionReader implements AutoCloseable {
    static final ErrorCode UNREADABLE = ErrorCategory.DATA.code(30);
    static final ErrorCode NOT_JSON = ErrorCategory.DATA.code(31);
    static final ErrorCode WRONG_STRUCTURE = ErrorCategory.DATA.code(32);

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int MAX_BYTES = 256 << 20;
    private static final String FORMAT =
            "{\"source\": [{\"name\": file, \"sha256\": checksum}, ...], \"clients\": [{\"train\": [index, ...], \"validation\": [index, ...], "
                    + "\"test\": [index, ...]}, ...], \"common-test\": [index, ...]}, where 'sha256', "
                    + "'validation' and 'common-test' are optional";
    private static final String KEYS = "'source', 'clients' and 'common-test'";
    private static final String KEYS_OF_CLIENTS = "'train', 'validation' and 'test'";

    private final Path path;
    private final JsonParser json;

    private SavedPartitionReader(Path path) throws IOException {
        this.path = path;
        this.json = JSON.createParser(RegularFile.open(path));
    }

    static SavedPartition read(Path path) {
        requireSize(path);
        try (SavedPartitionReader reader = new SavedPartitionReader(path)) {
            return reader.partition();
        } catch (JsonProcessingException failure) {
            var location = failure.getLocation();
            throw new ExeuntException(
                    NOT_JSON,
                    "%s%s: malformed JSON: %s. Expected %s."
                            .formatted(
                                    path,
                                    location == null
                                            ? ""
                                            : ", line %d, column %d"
                                                    .formatted(location.getLineNr(), location.getColumnNr()),
                                    Excerpt.of(IoMessages.reason(failure)),
                                    FORMAT),
                    failure);
        } catch (IOException failure) {
            throw new ExeuntException(
                    UNREADABLE,
                    "The saved partition %s cannot be read: %s. Check partition.file."
                            .formatted(path, IoMessages.reason(failure)),
                    failure);
        }
    }

    private static void requireSize(Path path) {
        long length = path.toFile().length(); // 0 if unknown; then reading reports the error
        if (length > MAX_BYTES) {
            throw new ExeuntException(
                    WRONG_STRUCTURE,
                    "%s has %d bytes; expected at most %d (256 MiB). Check partition.file."
                            .formatted(path, length, MAX_BYTES));
        }
    }

    private SavedPartition partition() throws IOException {
        List<Source> source = null;
        List<ClientShare> clients = null;
        int[] commonTest = new int[0];
        expect(JsonToken.START_OBJECT, json.nextToken(), "an object", "the whole file");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "source" -> source = source();
                case "clients" -> clients = clients();
                case "common-test" -> commonTest = indices("common-test");
                default -> throw wrong("unknown key '" + key + "'", KEYS);
            }
        }
        if (source == null || clients == null) {
            throw wrong("key '" + (source == null ? "source" : "clients") + "' is missing", KEYS);
        }
        if (json.nextToken() != null) {
            throw wrong("more text after the closing brace", "the end of the file");
        }
        return new SavedPartition(source, clients, commonTest);
    }

    private List<Source> source() throws IOException {
        expect(JsonToken.START_ARRAY, json.currentToken(), "an array of files", "source");
        List<Source> files = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String location = "source[" + files.size() + "]";
            files.add(
                    json.currentToken() == JsonToken.START_OBJECT
                            ? checkedSource(location)
                            : new Source(text("a file name or an object with 'name'", location), Optional.empty()));
        }
        return files;
    }

    private Source checkedSource(String location) throws IOException {
        String name = null;
        Optional<String> sha256 = Optional.empty();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "name" -> name = text("a file name", location + ".name");
                case "sha256" -> sha256 = Optional.of(text("a checksum", location + ".sha256"));
                default -> throw wrong("unknown key '" + key + "' in " + location, "'name' and 'sha256'");
            }
        }
        if (name == null) {
            throw wrong("key 'name' of " + location + " is missing", "'name' and 'sha256'");
        }
        return new Source(name, sha256);
    }

    private String text(String description, String location) throws IOException {
        expect(JsonToken.VALUE_STRING, json.currentToken(), description, location);
        return json.getText();
    }

    private List<ClientShare> clients() throws IOException {
        expect(JsonToken.START_ARRAY, json.currentToken(), "an array of clients", "clients");
        List<ClientShare> clients = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            clients.add(client("clients[" + clients.size() + "]"));
        }
        return clients;
    }

    private ClientShare client(String location) throws IOException {
        expect(JsonToken.START_OBJECT, json.currentToken(), "an object with 'train' and 'test'", location);
        int[] train = null;
        int[] validation = new int[0];
        int[] test = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "train" -> train = indices(location + ".train");
                case "validation" -> validation = indices(location + ".validation");
                case "test" -> test = indices(location + ".test");
                default -> throw wrong("unknown key '" + key + "' in " + location, KEYS_OF_CLIENTS);
            }
        }
        if (train == null || test == null) {
            throw wrong(
                    "key '%s' of %s is missing".formatted(train == null ? "train" : "test", location), KEYS_OF_CLIENTS);
        }
        return new ClientShare(train, validation, test);
    }

    private int[] indices(String location) throws IOException {
        expect(JsonToken.START_ARRAY, json.currentToken(), "an array of indices", location);
        IntStream.Builder indices = IntStream.builder();
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(
                    JsonToken.VALUE_NUMBER_INT,
                    json.currentToken(),
                    "an index, a whole number of at least 0",
                    location + "[" + count + "]");
            if (json.getNumberType() != JsonParser.NumberType.INT) {
                throw wrong(
                        "%s[%d] is %s, which is too large for an index".formatted(location, count, json.getText()),
                        "at most " + Integer.MAX_VALUE);
            }
            indices.add(json.getIntValue());
            count++;
        }
        return indices.build().toArray();
    }

    private void expect(JsonToken expected, JsonToken found, String description, String location) throws IOException {
        if (found != expected) {
            throw wrong(location + " is " + (found == null ? "missing" : json.getText()), description);
        }
    }

    private ExeuntException wrong(String found, String expected) {
        var location = json.currentTokenLocation();
        return new ExeuntException(
                WRONG_STRUCTURE,
                "%s, line %d, column %d: %s; expected %s. A saved partition is %s."
                        .formatted(
                                path,
                                location.getLineNr(),
                                location.getColumnNr(),
                                Excerpt.of(found),
                                expected,
                                FORMAT));
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
