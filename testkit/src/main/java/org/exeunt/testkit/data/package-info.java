/** Small data for tests: {@link org.exeunt.testkit.data.GaussianBlobs} draws classes that a small network can separate. */
package org.exeunt.testkit.data;
