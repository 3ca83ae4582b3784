/**
 * Files of data sets: a {@link org.exeunt.datasets.files.DataFolder} holds {@link org.exeunt.datasets.files.DataFile}s, and whatever is
 * wrong with one of them has a code in {@link org.exeunt.datasets.files.DataErrors}.
 */
package org.exeunt.datasets.files;
