package org.exeunt.app.fetch;

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
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * Addresses and checksums of data sets. The built-in catalogue contains checksums on which several independent projects
 * agree; an unknown checksum is null.
 *
 * @param publications one per data set
 */
public record Catalogue(List<DatasetArchive> publications) {
    private static final String BUILT_IN = "catalogue.json";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .build();

    public Catalogue {
        if (publications == null) {
            throw new IllegalArgumentException("publications are missing");
        }
        publications = List.copyOf(publications);
    }

    /** Returns the built-in catalogue. */
    public static Catalogue own() {
        try (InputStream content = Catalogue.class.getResourceAsStream(BUILT_IN)) {
            return JSON.readValue(content, Catalogue.class);
        } catch (IOException defect) {
            throw new UncheckedIOException(defect);
        }
    }

    /**
     * Reads a catalogue in the format of the built-in one.
     *
     * @throws ExeuntException if it cannot be read
     */
    public static Catalogue read(Path file) {
        try (InputStream content = RegularFile.open(file)) {
            return JSON.readerFor(Catalogue.class).readValue(content);
        } catch (IOException failure) {
            String found = failure.getCause() instanceof IllegalArgumentException refused
                    ? refused.getMessage()
                    : IoMessages.of(failure);
            throw new ExeuntException(
                    Errors.CONFIG_51,
                    ("%s is not a catalogue of data sets: %s. Expected the format of the built-in one: "
                                    + "{\"publications\": [{\"id\", \"records\", \"page\", \"terms\", \"folder\", "
                                    + "\"files\": [{\"url\", \"bytes\", \"sha256\", \"packing\", \"inner\"}]}]}.")
                            .formatted(file, found),
                    failure);
        }
    }

    /** Returns the publication of a data set; empty if the catalogue does not contain it. */
    public Optional<DatasetArchive> find(String id) {
        return publications.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /**
     * Returns the publication of a data set.
     *
     * @throws ExeuntException if the catalogue does not contain it
     */
    public DatasetArchive require(String id) {
        return find(id).orElseThrow(() -> new ExeuntException(
                Errors.CONFIG_50,
                ("The catalogue does not contain data set '%s'; it contains %s. Set another catalogue by "
                                + "--catalogue, or unpack the data set yourself; image-folder, csv, text and arrays "
                                + "read your own files (docs/own-data.md).")
                        .formatted(
                                id,
                                publications.stream().map(DatasetArchive::id).collect(Collectors.joining(", ")))));
    }
}
