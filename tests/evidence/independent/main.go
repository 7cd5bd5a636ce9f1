// Says of each claim on standard input (JSON, one a line) whether Go's own verifiers accept it: 1 or 0, one a line. Nothing of ours is
// in it: golang.org/x/mod/sumdb/note and tlog are those that guard the checksums of Go's modules.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type claim struct {
	Kind    string
	Key     string
	Note    string
	Entry   *string
	Leaf    string
	Index   int64
	Size    int64
	Root    string
	OldSize int64
	OldRoot string
	Proof   []string
}

func hash(text string) (hash tlog.Hash, err error) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	if err == nil && len(bytes) != len(hash) {
		err = fmt.Errorf("a hash of %d bytes", len(bytes))
	}
	copy(hash[:], bytes)
	return hash, err
}

func hashes(texts []string) (all []tlog.Hash, err error) {
	for _, text := range texts {
		one, err := hash(text)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// The leaf of a claim: from its text where there is one, else as it is given.
func leafOf(c claim) (tlog.Hash, error) {
	if c.Entry != nil {
		return tlog.RecordHash([]byte(*c.Entry)), nil
	}
	return hash(c.Leaf)
}

func open(c claim) (text string, err error) {
	verifier, err := note.NewVerifier(c.Key)
	if err != nil {
		return "", err
	}
	opened, err := note.Open([]byte(c.Note), note.VerifierList(verifier))
	if err != nil {
		return "", err
	}
	return opened.Text, nil
}

// A tlog-proof as it stands in a file: the checkpoint in it is opened, and the leaf must be in its tree.
func checkFile(c claim) error {
	head, checkpoint, found := strings.Cut(c.Note, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("no tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	c.Note = checkpoint
	text, err := open(c)
	if err != nil {
		return err
	}
	stated := strings.Split(text, "\n")
	size, err := strconv.ParseInt(stated[1], 10, 64)
	if err != nil {
		return err
	}
	c.Index, c.Size, c.Root, c.Proof = index, size, stated[2], lines[2:]
	return checkInclusion(c)
}

func checkInclusion(c claim) error {
	leaf, err := leafOf(c)
	if err != nil {
		return err
	}
	root, err := hash(c.Root)
	if err != nil {
		return err
	}
	proof, err := hashes(c.Proof)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, c.Size, root, c.Index, leaf)
}

func checkConsistency(c claim) error {
	root, err := hash(c.Root)
	if err != nil {
		return err
	}
	oldRoot, err := hash(c.OldRoot)
	if err != nil {
		return err
	}
	proof, err := hashes(c.Proof)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, c.Size, root, c.OldSize, oldRoot)
}

func check(c claim) error {
	switch c.Kind {
	case "note":
		_, err := open(c)
		return err
	case "file":
		return checkFile(c)
	case "inclusion":
		return checkInclusion(c)
	case "consistency":
		return checkConsistency(c)
	}
	return fmt.Errorf("no such kind: %q", c.Kind)
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var c claim
		if err := json.Unmarshal(in.Bytes(), &c); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		if check(c) == nil {
			fmt.Fprintln(out, 1)
		} else {
			fmt.Fprintln(out, 0)
		}
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
