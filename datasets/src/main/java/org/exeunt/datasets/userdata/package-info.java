/**
 * What data sets of a user's own files share: {@link org.exeunt.datasets.userdata.OwnExamples} turns examples with words as
 * labels, owners and parts into a data set, {@link org.exeunt.datasets.userdata.ClassFolders} lists files in a folder per
 * class, and {@link org.exeunt.datasets.userdata.Problems} reports all problems of the files at once.
 */
package org.exeunt.datasets.userdata;
