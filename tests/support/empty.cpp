// A program of tests has its sources added file by file (cmake/GrenTest.cmake).
