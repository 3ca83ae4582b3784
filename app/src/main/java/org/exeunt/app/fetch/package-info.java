/**
 * Downloads of data sets: {@link org.exeunt.app.fetch.Catalogue} contains addresses and checksums, {@code Download}
 * downloads and verifies a file, and {@link org.exeunt.app.fetch.Fetch} unpacks it and moves the result into place.
 */
package org.exeunt.app.fetch;
