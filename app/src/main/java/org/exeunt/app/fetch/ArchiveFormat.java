package org.exeunt.app.fetch;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a published file is packed. */
public enum ArchiveFormat {
    /** Not at all, or read as it is. */
    @JsonProperty("none")
    NONE,
    /** Tar archive in gzip. */
    @JsonProperty("tar-gz")
    TAR_GZ,
    /** Zip archive. */
    @JsonProperty("zip")
    ZIP
}
