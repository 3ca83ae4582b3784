/**
 * Brings data sets from where they are published: a {@link org.exeunt.app.fetch.Catalogue} says from where, {@code Download} brings a file,
 * {@code Unpacking} opens an archive that may be hostile, {@link org.exeunt.app.fetch.Fetch} puts the result in place, whole or not at all.
 */
package org.exeunt.app.fetch;
