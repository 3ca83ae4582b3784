/**
 * Downloads of data sets: {@link org.exeunt.app.fetch.Catalogue} contains addresses and checksums, {@code Download}
 * downloads a file, {@code Unpacking} unpacks an archive that may be hostile, and {@link org.exeunt.app.fetch.Fetch}
 * combines them and moves the result into place.
 */
package org.exeunt.app.fetch;
