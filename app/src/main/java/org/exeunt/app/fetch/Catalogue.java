package org.exeunt.app.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * Where data sets are published, with the checksums of their files. The one that comes with Exeunt holds checksums that several
 * independent projects give alike; where none is known, an entry says null.
 *
 * @param publications one a data set
 */
public record Catalogue(List<DatasetArchive> publications) {
    private static final String OWN = "catalogue.json";
    private static final int MOST = 1 << 20;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .build();

    public Catalogue {
        if (publications == null) {
            throw new IllegalArgumentException("publications are missing");
        }
        publications = List.copyOf(publications);
    }

    /** Returns the catalogue that comes with Exeunt. */
    public static Catalogue own() {
        try (InputStream content = Catalogue.class.getResourceAsStream(OWN)) {
            return JSON.readValue(content, Catalogue.class);
        } catch (IOException defect) {
            throw new UncheckedIOException(defect);
        }
    }

    /**
     * Reads a catalogue of the same form.
     *
     * @throws ExeuntException if it cannot be read
     */
    public static Catalogue read(Path file) {
        try (InputStream content = RegularFile.open(file)) {
            byte[] text = content.readNBytes(MOST + 1);
            Catalogue catalogue = text.length > MOST ? null : JSON.readValue(text, Catalogue.class);
            if (catalogue == null) {
                throw unreadable(file, text.length > MOST ? "it is larger than 1 MiB" : "it is null", null);
            }
            return catalogue;
        } catch (JsonProcessingException failure) {
            var place = failure.getLocation();
            throw unreadable(
                    file,
                    "line %d, column %d: %s"
                            .formatted(
                                    place == null ? 1 : place.getLineNr(),
                                    place == null ? 1 : place.getColumnNr(),
                                    failure.getCause() instanceof IllegalArgumentException refused
                                            ? refused.getMessage()
                                            : failure.getOriginalMessage()),
                    failure);
        } catch (IOException failure) {
            throw unreadable(file, IoMessages.of(failure), failure);
        }
    }

    private static ExeuntException unreadable(Path file, String found, Exception cause) {
        return new ExeuntException(
                FetchErrors.CATALOGUE,
                "%s is no catalogue of data sets, %s. Expected the form of the one that comes with Exeunt: {\"publications\": [{\"id\", \"records\", \"page\", \"terms\", \"folder\", \"files\": [{\"url\", \"bytes\", \"sha256\", \"packing\", \"inner\"}]}]}."
                        .formatted(file, found),
                cause);
    }

    /** Returns the publication of a data set, empty if there is none. */
    public Optional<DatasetArchive> find(String id) {
        return publications.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /**
     * Returns the publication of a data set.
     *
     * @throws ExeuntException if there is none
     */
    public DatasetArchive require(String id) {
        return find(id).orElseThrow(() -> new ExeuntException(
                FetchErrors.UNKNOWN,
                "It is not known where data set '%s' is published. Known: %s. Give another catalogue with --catalogue, or unpack the data set yourself."
                        .formatted(
                                id,
                                publications.stream().map(DatasetArchive::id).collect(Collectors.joining(", ")))));
    }
}
