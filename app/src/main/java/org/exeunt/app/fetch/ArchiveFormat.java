package org.exeunt.app.fetch;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The format of a published file. */
public enum ArchiveFormat {
    /** Not an archive, or an archive that is read without unpacking. */
    @JsonProperty("none")
    NONE,
    /** Tar archive compressed by gzip. */
    @JsonProperty("tar-gz")
    TAR_GZ,
    /** Zip archive. */
    @JsonProperty("zip")
    ZIP
}
