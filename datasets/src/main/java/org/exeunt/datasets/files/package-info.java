/**
 * Files of data sets: a {@link org.exeunt.datasets.files.DataFolder} contains {@link
 * org.exeunt.datasets.files.DataFile}s; error codes are in {@link org.exeunt.datasets.files.DataErrors}.
 */
package org.exeunt.datasets.files;
