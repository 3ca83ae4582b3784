package org.exeunt.runtime.store.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Sha256;

/**
 * The identity of a run: equal configuration, code, data and files of options have equal identities.
 *
 * @param name as configured
 * @param hash the first 12 hexadecimal digits of a SHA-256 over resolved configuration, versions of plugins and
 *     checksums of data and of the files that options name
 */
public record RunIdentity(String name, String hash) {
    private static final int DIGITS = 12;

    /**
     * Returns the identity of a run.
     *
     * @param configuration resolved, as JSON
     */
    public static RunIdentity of(
            String name,
            String configuration,
            List<CodeVersion> plugins,
            List<Dataset.File> data,
            List<Provenance.OptionFile> optionFiles) {
        MessageDigest digest = Sha256.digest();
        add(digest, configuration);
        plugins.forEach(plugin -> add(digest, plugin.identity()));
        data.forEach(file -> add(digest, file.name() + " " + file.records() + " " + file.sha256()));
        optionFiles.forEach(file -> add(digest, file.name() + " " + file.sha256()));
        return new RunIdentity(name, Sha256.of(digest).substring(0, DIGITS));
    }

    /** Returns the name of the run's directory. */
    public String title() {
        return name + "-" + hash;
    }

    private static void add(MessageDigest digest, String part) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
