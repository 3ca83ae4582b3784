package org.exeunt.app.fetch;

import java.net.URI;
import java.util.List;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/**
 * The publication of a data set.
 *
 * @param id of the plugin that reads it
 * @param records number of records of the whole data set
 * @param page with a description
 * @param terms of use, in one line
 * @param folder name of the folder of its files after download
 * @param files at least one
 */
public record DatasetArchive(String id, int records, URI page, String terms, String folder, List<RemoteFile> files) {
    public DatasetArchive {
        if (page == null || terms == null || files == null || files.isEmpty()) {
            throw new IllegalArgumentException("page, terms and at least one file expected");
        }
        if (id == null || !id.matches("[a-z0-9][a-z0-9-]*")) {
            throw new IllegalArgumentException("id '%s': lower-case letters, digits and '-' expected".formatted(id));
        }
        if (folder == null || !folder.matches("[A-Za-z0-9][A-Za-z0-9 ._-]*")) {
            throw new IllegalArgumentException("folder '%s': a plain name expected".formatted(folder));
        }
        files = List.copyOf(files);
    }

    /**
     * Returns the publication at another address.
     *
     * @param from address of its file, or of the folder with its files if it has several
     * @throws ExeuntException if that is not an address
     */
    public DatasetArchive from(String from) {
        String address = from.strip().replaceAll("\\s", "%20");
        String folderAddress = address.endsWith("/") ? address : address + "/";
        try {
            return withFiles(files.stream()
                    .map(file -> file.at(URI.create(files.size() == 1 ? address : folderAddress + file.name())))
                    .toList());
        } catch (IllegalArgumentException e) {
            throw new ExeuntException(
                    Errors.CONFIG_52,
                    "--mirror %s is not an address: %s. Expected an address such as https://example.org/%s."
                            .formatted(
                                    address,
                                    e.getMessage(),
                                    files.get(0).name())); // without the cause, which may contain a password
        }
    }

    /**
     * Returns the publication with another checksum.
     *
     * @throws ExeuntException if it has several files, or the text is not a checksum
     */
    public DatasetArchive withChecksum(String sha256) {
        if (files.size() > 1) {
            throw new ExeuntException(
                    Errors.CONFIG_52,
                    "--sha256 applies to data sets of one file; %s has %d. Set a catalogue by --catalogue instead."
                            .formatted(id, files.size()));
        }
        try {
            return withFiles(List.of(files.get(0).withChecksum(sha256)));
        } catch (IllegalArgumentException e) {
            throw new ExeuntException(
                    Errors.CONFIG_52, "--%s. Copy the complete checksum.".formatted(e.getMessage()), e);
        }
    }

    private DatasetArchive withFiles(List<RemoteFile> others) {
        return new DatasetArchive(id, records, page, terms, folder, others);
    }
}
